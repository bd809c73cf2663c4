package desktest

import (
	"maps"
	"testing"
	"time"

	"examdesk/model"
)

type filterCase struct {
	filter model.Filter
	holds  func(model.AttemptRow) bool
}

// trees returns filters with alternatives, groups and what must not hold.
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

func filters(t *testing.T, now time.Time, s model.AttemptFinder) {
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
