// Package desktest is the contract of the roles in package model, as a test
// suite that every implementation runs: the engine on a local store, and the
// clients of a server or an LMS.
package desktest

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

// Subject is an implementation under test: a store with attempts of every
// section, and a person who may decide all of them.
type Subject interface {
	model.Desk
	model.Decider
}

// Run runs the contract. fresh returns a subject on a store of its own, with
// the clock standing at now.
func Run(t *testing.T, now time.Time, fresh func(t *testing.T) Subject) {
	t.Helper()
	t.Run("sections", func(t *testing.T) { t.Parallel(); sections(t, now, fresh(t)) })
	t.Run("pages", func(t *testing.T) { t.Parallel(); pages(t, fresh(t)) })
	t.Run("filters", func(t *testing.T) { t.Parallel(); filters(t, now, fresh(t)) })
	t.Run("missing", func(t *testing.T) { t.Parallel(); missing(t, now, fresh(t)) })
	t.Run("detail", func(t *testing.T) { t.Parallel(); detail(t, fresh(t)) })
	t.Run("learners", func(t *testing.T) { t.Parallel(); learners(t, fresh(t)) })
	t.Run("preview", func(t *testing.T) { t.Parallel(); preview(t, fresh(t)) })
	t.Run("decide", func(t *testing.T) { t.Parallel(); decide(t, now, fresh(t)) })
	t.Run("again", func(t *testing.T) { t.Parallel(); again(t, now, fresh(t)) })
	t.Run("race", func(t *testing.T) { t.Parallel(); race(t, now, fresh(t)) })
	t.Run("card", func(t *testing.T) { t.Parallel(); card(t, fresh(t)) })
	t.Run("changes", func(t *testing.T) { t.Parallel(); changes(t, fresh(t)) })
	t.Run("exams", func(t *testing.T) { t.Parallel(); exams(t, fresh(t)) })
	t.Run("policy", func(t *testing.T) { t.Parallel(); policy(t, fresh(t)) })
	t.Run("settings", func(t *testing.T) { t.Parallel(); settings(t, fresh(t)) })
	t.Run("onboarding", func(t *testing.T) { t.Parallel(); onboarding(t, fresh(t)) })
	t.Run("cancelled", func(t *testing.T) { t.Parallel(); cancelled(t, fresh(t)) })
}

// walk collects a whole list, page by page.
func walk(t *testing.T, s Subject, q model.AttemptQuery) []model.AttemptRow {
	t.Helper()
	var rows []model.AttemptRow
	for {
		page, err := s.FindAttempts(t.Context(), q)
		if err != nil {
			t.Fatalf("find attempts: %v", err)
		}
		rows = append(rows, page.Rows...)
		if page.Next == "" {
			return rows
		}
		q.After = page.Next
	}
}

func sections(t *testing.T, now time.Time, s Subject) {
	counts, err := s.CountSections(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(counts) != len(model.Sections()) {
		t.Fatalf("%d sections are counted, not %d", len(counts), len(model.Sections()))
	}
	for _, c := range counts {
		rows := walk(t, s, model.AttemptQuery{Filter: model.Filter{Section: c.Section}, Limit: 100})
		if len(rows) != c.Count && !c.AtLeast {
			t.Errorf("%s: counted %d, listed %d", c.Section, c.Count, len(rows))
		}
		for _, r := range rows {
			item := model.QueueItem{Attempt: r.Attempt, Exam: r.Exam, HasReview: r.Review != nil, Newest: true}
			if !c.Section.Contains(item, now, model.DefaultStuckLimits()) {
				t.Errorf("%s lists attempt %d, which is %s", c.Section, r.Attempt.ID, r.Attempt.Status)
			}
		}
		if c.Count > 0 && c.Oldest == nil {
			t.Errorf("%s has %d attempts and no oldest", c.Section, c.Count)
		}
	}
}

func pages(t *testing.T, s Subject) {
	for _, newest := range []bool{false, true} {
		whole := walk(t, s, model.AttemptQuery{NewestFirst: newest, Limit: 1000})
		small := walk(t, s, model.AttemptQuery{NewestFirst: newest, Limit: 7})
		if len(whole) == 0 || len(whole) != len(small) {
			t.Fatalf("newest first %v: %d rows in large pages, %d in small", newest, len(whole), len(small))
		}
		for i := range whole {
			if whole[i].Attempt.ID != small[i].Attempt.ID {
				t.Fatalf("row %d differs", i)
			}
			if i > 0 && !inOrder(whole[i-1], whole[i], newest) {
				t.Fatalf("row %d is out of order", i)
			}
		}
		backwards(t, s, whole, newest)
	}
}

// inOrder reports whether one row may follow the other.
func inOrder(a, b model.AttemptRow, newest bool) bool {
	if newest {
		a, b = b, a
	}
	return a.Attempt.Modified.Before(b.Attempt.Modified) ||
		a.Attempt.Modified.Equal(b.Attempt.Modified) && a.Attempt.ID < b.Attempt.ID
}

// backwards reads the page before the middle of a list.
func backwards(t *testing.T, s Subject, whole []model.AttemptRow, newest bool) {
	t.Helper()
	at := len(whole) / 2
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{NewestFirst: newest, Before: whole[at].Cursor, Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 5 {
		t.Fatalf("%d rows before the middle", len(page.Rows))
	}
	for i, r := range page.Rows {
		if want := whole[at-5+i].Attempt.ID; r.Attempt.ID != want {
			t.Errorf("row %d before the middle is %d, want %d", i, r.Attempt.ID, want)
		}
	}
}

type filterCase struct {
	filter model.Filter
	holds  func(model.AttemptRow) bool
}

// trees are filters with alternatives, groups and what must not hold.
func trees(t *testing.T, some model.AttemptRow) map[string]filterCase {
	t.Helper()
	is := func(r model.AttemptRow, s model.AttemptStatus) bool { return r.Attempt.Status == s }
	cases := map[string]filterCase{
		// Not every username can be written in the grammar.
		"a status or a learner": {model.Filter{Groups: []model.FilterGroup{{Any: []model.Filter{
			{Statuses: []model.AttemptStatus{model.Errored}}, {Learner: some.Learner.Username.Raw()}}}}},
			func(r model.AttemptRow) bool { return is(r, model.Errored) || r.Learner.ID == some.Learner.ID }},
	}
	for text, holds := range map[string]func(model.AttemptRow) bool{
		"status:error or status:submitted":   func(r model.AttemptRow) bool { return is(r, model.Errored) || is(r, model.Submitted) },
		"!(status:verified or status:error)": func(r model.AttemptRow) bool { return !is(r, model.Verified) && !is(r, model.Errored) },
		"!(is:proctored status:verified)": func(r model.AttemptRow) bool {
			return !r.Exam.IsProctored || r.Exam.IsPracticeExam || !is(r, model.Verified)
		},
		"comments:>0":         func(r model.AttemptRow) bool { return r.Comments > 0 },
		"submitted:2000-01..": func(r model.AttemptRow) bool { return r.Attempt.CompletedAt != nil },
		"risk:unknown":        func(r model.AttemptRow) bool { return r.Review == nil || r.Review.Status == model.ReviewNotReviewed },
	} {
		f, err := model.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		cases[text] = filterCase{f, holds}
	}
	return cases
}

func filters(t *testing.T, now time.Time, s Subject) {
	all := walk(t, s, model.AttemptQuery{Limit: 1000})
	some := all[len(all)/2]
	cases := map[string]filterCase{
		"status": {model.Filter{Statuses: []model.AttemptStatus{model.Verified, model.Errored}},
			func(r model.AttemptRow) bool {
				return r.Attempt.Status == model.Verified || r.Attempt.Status == model.Errored
			}},
		"not status": {model.Filter{NotStatuses: []model.AttemptStatus{model.Verified}},
			func(r model.AttemptRow) bool { return r.Attempt.Status != model.Verified }},
		"course": {model.Filter{Courses: []string{some.Exam.CourseID.Raw()}},
			func(r model.AttemptRow) bool { return r.Exam.CourseID == some.Exam.CourseID }},
		"exam":    {model.Filter{ExamIDs: []int64{some.Exam.ID}}, func(r model.AttemptRow) bool { return r.Exam.ID == some.Exam.ID }},
		"learner": {model.Filter{Learner: some.Learner.Username.Raw()}, func(r model.AttemptRow) bool { return r.Learner.ID == some.Learner.ID }},
		"older": {model.Filter{OlderThan: 30 * 24 * time.Hour},
			func(r model.AttemptRow) bool { return now.Sub(r.Attempt.Modified) > 30*24*time.Hour }},
		"younger": {model.Filter{YoungerThan: 30 * 24 * time.Hour},
			func(r model.AttemptRow) bool { return now.Sub(r.Attempt.Modified) < 30*24*time.Hour }},
		"practice": {model.Filter{OnlyPractice: true}, func(r model.AttemptRow) bool { return r.Exam.IsPracticeExam }},
		"review": {model.Filter{ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}},
			func(r model.AttemptRow) bool { return r.Review != nil && r.Review.Status == model.ReviewSuspicious }},
		"code": {model.Filter{Text: some.Attempt.Code.Raw()}, func(r model.AttemptRow) bool { return r.Attempt.ID == some.Attempt.ID }},
	}
	maps.Copy(cases, trees(t, some))
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			want := 0
			for _, r := range all {
				if c.holds(r) {
					want++
				}
			}
			got := walk(t, s, model.AttemptQuery{Filter: c.filter, Limit: 50})
			if len(got) != want || want == 0 {
				t.Errorf("%d rows, want %d", len(got), want)
			}
			for _, r := range got {
				if !c.holds(r) {
					t.Errorf("attempt %d does not belong", r.Attempt.ID)
				}
			}
		})
	}
}

func missing(t *testing.T, now time.Time, s Subject) {
	const nobody = 1 << 40
	if _, err := s.ReadAttempt(t.Context(), nobody); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("read: %v", err)
	}
	req := model.DecisionRequest{AttemptID: nobody, Review: model.ReviewClean}
	if _, err := s.PreviewDecision(t.Context(), req); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("preview: %v", err)
	}
	if _, err := s.Decide(t.Context(), model.Decision{DecisionRequest: req, ID: "missing", Stamp: now}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("decide: %v", err)
	}
}

func detail(t *testing.T, s Subject) {
	row := needsDecision(t, s)
	d, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Version().Equal(row.Version()) {
		t.Error("list and detail disagree about the version")
	}
	if d.Review == nil || d.Review.RawData == "" || len(d.Review.Comments) != row.Comments {
		t.Errorf("the review is not whole: %+v", d.Review)
	}
	if len(d.History) == 0 || d.History[len(d.History)-1].Status != d.Attempt.Status && d.History[0].Status != d.Attempt.Status {
		t.Errorf("the history does not lead to the status: %+v", d.History)
	}
}

func learners(t *testing.T, s Subject) {
	row := needsDecision(t, s)
	for _, text := range []string{row.Learner.Username.Raw(), row.Learner.Email.Raw(), row.Attempt.Code.Raw(), row.Attempt.ExternalID.Raw()} {
		found, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, l := range found {
			ok = ok || l.ID == row.Learner.ID
		}
		if !ok {
			t.Errorf("%q does not find the learner", text)
		}
	}
}

// needsDecision is the first attempt of the section.
func needsDecision(t *testing.T, s Subject) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{
		Filter: model.Filter{Section: model.SectionNeedsDecision, OnlyProctored: true}, Limit: 1,
	})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt needs a decision: %v", err)
	}
	return page.Rows[0]
}

func request(row model.AttemptRow, review model.ReviewStatus) model.DecisionRequest {
	return model.DecisionRequest{AttemptID: row.Attempt.ID, Review: review, Expected: row.Version()}
}

func preview(t *testing.T, s Subject) {
	row := needsDecision(t, s)
	p, err := s.PreviewDecision(t.Context(), request(row, model.ReviewSuspicious))
	if err != nil {
		t.Fatal(err)
	}
	if p.From != model.SecondReviewRequired || p.To != model.Rejected || len(p.Effects) == 0 || len(p.Outcomes) != 4 {
		t.Errorf("preview %+v", p)
	}
	after, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || !after.Version().Equal(row.Version()) {
		t.Errorf("the preview changed the attempt (%v)", err)
	}
	stale := request(row, model.ReviewClean)
	stale.Expected.Modified = stale.Expected.Modified.Add(-time.Second)
	if _, err := s.PreviewDecision(t.Context(), stale); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale preview: %v", err)
	}
}

func decide(t *testing.T, now time.Time, s Subject) {
	row := needsDecision(t, s)
	d := model.Decision{DecisionRequest: request(row, model.ReviewSuspicious), ID: "one", Stamp: now}
	got, err := s.Decide(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if got.To != model.Rejected || got.Row.Attempt.Status != model.Rejected || got.Repeated {
		t.Errorf("decided %+v", got)
	}
	if r := got.Row.Review; r == nil || r.Status != model.ReviewSuspicious || r.ReviewedBy == nil {
		t.Errorf("the review after it: %+v", r)
	}
	before, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	repeated, err := s.Decide(t.Context(), d)
	if err != nil || !repeated.Repeated {
		t.Errorf("the same decision again: %+v, %v", repeated, err)
	}
	after, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || len(after.History) != len(before.History) || !after.Version().Equal(before.Version()) {
		t.Errorf("repeating it wrote something (%v)", err)
	}
	d.ID, d.Stamp = "two", now.Add(time.Second)
	if _, err := s.Decide(t.Context(), d); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale decision: %v", err)
	}
}

// again verifies an attempt that was rejected, and rejects it once more.
func again(t *testing.T, now time.Time, s Subject) {
	row := needsDecision(t, s)
	for i, review := range []model.ReviewStatus{model.ReviewSuspicious, model.ReviewClean, model.ReviewSuspicious} {
		d := model.Decision{
			DecisionRequest: request(row, review), ID: fmt.Sprint("again ", i), Stamp: now.Add(time.Duration(i) * time.Second),
		}
		got, err := s.Decide(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		row = got.Row
	}
	detail, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	if row.Attempt.Status != model.Rejected || len(detail.Review.Versions) < 3 {
		t.Errorf("%s with %d former reviews", row.Attempt.Status, len(detail.Review.Versions))
	}
}

// race lets several people decide the same attempt at once: one wins.
func race(t *testing.T, now time.Time, s Subject) {
	row := needsDecision(t, s)
	const people = 8
	errs := make([]error, people)
	var wait sync.WaitGroup
	for i := range people {
		wait.Add(1)
		go func() {
			defer wait.Done()
			review := model.ReviewClean
			if i%2 == 0 {
				review = model.ReviewSuspicious
			}
			_, errs[i] = s.Decide(context.Background(), model.Decision{
				DecisionRequest: request(row, review), ID: fmt.Sprint("race ", i), Stamp: now.Add(time.Duration(i) * time.Millisecond),
			})
		}()
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case model.CodeOf(err) != model.CodeConflict:
			t.Errorf("a loser was told %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d decisions won", won)
	}
}

func cancelled(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.FindAttempts(ctx, model.AttemptQuery{Limit: 10}); err == nil {
		t.Error("a cancelled request was answered")
	}
}
