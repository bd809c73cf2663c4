package store

import (
	"context"
	stdflag "flag"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"examdesk/model"
)

// naive answers a filter in Go, over every row.
func naive(all []model.AttemptRow, f model.Filter, newest bool) []int64 {
	later := map[[2]int64]int64{}
	for _, r := range all {
		k := [2]int64{r.Attempt.UserID, r.Attempt.ExamID}
		later[k] = max(later[k], r.Attempt.ID)
	}
	var kept []model.AttemptRow
	for _, r := range all {
		item := model.QueueItem{
			Attempt: r.Attempt, Exam: r.Exam, HasReview: r.Review != nil, Due: r.Exam.DueDate,
			Newest: later[[2]int64{r.Attempt.UserID, r.Attempt.ExamID}] == r.Attempt.ID,
		}
		if f.Holds(func(plain model.Filter) bool { return holds(r, item, plain) }) {
			kept = append(kept, r)
		}
	}
	sort.Slice(kept, func(i, j int) bool {
		a, b := kept[i].Attempt, kept[j].Attempt
		if newest {
			a, b = b, a
		}
		if a.Modified.Equal(b.Modified) {
			return a.ID < b.ID
		}
		return a.Modified.Before(b.Modified)
	})
	return idsOf(kept)
}

func idsOf(rows []model.AttemptRow) []int64 {
	out := []int64{}
	for _, r := range rows {
		out = append(out, r.Attempt.ID)
	}
	return out
}

func holds(r model.AttemptRow, item model.QueueItem, f model.Filter) bool {
	var review model.ReviewStatus
	reviewer := ""
	if r.Review != nil {
		review, reviewer = r.Review.Status, "none"
		if r.Review.ReviewedBy != nil {
			reviewer = r.Review.ReviewedBy.Username.Raw()
		}
	}
	since := sharedNow().Sub(r.Attempt.Modified)
	any := func(n int, is bool) bool { return n == 0 || is }
	return (f.Section == "" || f.Section.Contains(item, sharedNow(), model.DefaultStuckLimits())) &&
		any(len(f.Statuses), contains(f.Statuses, r.Attempt.Status)) && !contains(f.NotStatuses, r.Attempt.Status) &&
		any(len(f.Courses), contains(f.Courses, r.Exam.CourseID.Raw())) && any(len(f.ExamIDs), contains(f.ExamIDs, r.Exam.ID)) &&
		strings.Contains(strings.ToLower(r.Exam.Name.Raw()), strings.ToLower(f.ExamName)) &&
		(f.Learner == "" || f.Learner == r.Learner.Username.Raw()) && any(len(f.Backends), contains(f.Backends, r.Exam.Backend.Raw())) &&
		any(len(f.ReviewStatus), contains(f.ReviewStatus, review)) && (f.Reviewer == "" || f.Reviewer == reviewer) &&
		(f.OlderThan == 0 || since > f.OlderThan) && (f.YoungerThan == 0 || since < f.YoungerThan) &&
		(!f.OnlyPractice || r.Exam.IsPracticeExam) && (!f.OnlyProctored || r.Exam.IsProctored && !r.Exam.IsPracticeExam) &&
		(!f.OnlyResumable || r.Attempt.IsResumable) &&
		f.Comments.Holds(r.Comments) && f.Submitted.Holds(r.Attempt.CompletedAt) && finds(r, f)
}

// finds looks for the texts of a filter.
func finds(r model.AttemptRow, f model.Filter) bool {
	who := []string{r.Learner.Username.Raw(), r.Learner.Email.Raw(), r.Learner.FullName.Raw()}
	in := func(text string, where ...string) bool {
		return slices.ContainsFunc(where, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(text)) })
	}
	for _, text := range textsOf(f) {
		if !in(text, who...) && (len([]rune(text)) < 3 || !in(text, r.Attempt.Code.Raw(), r.Attempt.ExternalID.Raw())) {
			return false
		}
	}
	for _, text := range f.Fuzzy {
		if !slices.ContainsFunc(who, func(s string) bool { return inOrder(strings.ToLower(text), strings.ToLower(s)) }) {
			return false
		}
	}
	return true
}

func inOrder(letters, s string) bool {
	for _, r := range letters {
		at := strings.IndexRune(s, r)
		if at < 0 {
			return false
		}
		s = s[at+len(string(r)):]
	}
	return true
}

// TestPagesAgree draws random filters and holds the pages of both kinds of
// store, in both directions, against a full scan in Go.
func TestPagesAgree(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	all := list(t, guest, model.Filter{}, false, 1000)
	if len(all) != 1431 {
		t.Fatalf("%d attempts, not 1431", len(all))
	}
	// A store that stops looking early still gives every attempt, in more pages;
	// one without our tables looks at all of them anyway.
	early := mustOpen(t, own.Info().Path, Options{})
	early.scan, guest.scan = 30, 30
	if slow {
		if err := stdflag.Set("rapid.checks", "10"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		f := drawFilter(t, all)
		newest := rapid.Bool().Draw(t, "newest")
		limit := rapid.IntRange(1, 200).Draw(t, "limit")
		want := naive(all, f, newest)
		for name, s := range map[string]*Store{"guest": guest, "own": own, "early": early} {
			if slow && s == guest {
				continue // it scans everything for each page
			}
			q := model.AttemptQuery{Filter: f, NewestFirst: newest, Limit: max(limit, len(want)/8)}
			got := []int64{}
			for {
				page, err := s.FindAttempts(context.Background(), q, sharedNow(), model.DefaultStuckLimits())
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, idsOf(page.Rows)...)
				if q.After = page.Next; page.Next == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s store, filter %+v:\n%s", name, f, diff)
			}
		}
	})
}

func drawFilter(t *rapid.T, all []model.AttemptRow) model.Filter {
	some := func() model.AttemptRow { return rapid.SampledFrom(all).Draw(t, "row") }
	maybe := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	var f model.Filter
	if maybe("section") {
		f.Section = rapid.SampledFrom(model.Sections()).Draw(t, "which section")
	}
	if maybe("status") {
		f.Statuses = rapid.SliceOfNDistinct(rapid.SampledFrom(model.AttemptStatuses()), 1, 3, rapid.ID[model.AttemptStatus]).Draw(t, "statuses")
	}
	if maybe("not") {
		f.NotStatuses = []model.AttemptStatus{some().Attempt.Status}
	}
	if maybe("course") {
		f.Courses = []string{some().Exam.CourseID.Raw()}
	}
	if maybe("exam") {
		f.ExamIDs = []int64{some().Exam.ID}
	}
	if maybe("learner") {
		f.Learner = some().Learner.Username.Raw()
	}
	if maybe("backend") {
		f.Backends = []string{some().Exam.Backend.Raw()}
	}
	if maybe("review") {
		f.ReviewStatus = []model.ReviewStatus{rapid.SampledFrom(model.ReviewStatuses()).Draw(t, "review status")}
	}
	if maybe("reviewer") {
		f.Reviewer = rapid.SampledFrom([]string{"none", "r.adeyemi", "m.keller", "nobody"}).Draw(t, "who")
	}
	if maybe("older") {
		f.OlderThan = time.Duration(rapid.IntRange(1, 100).Draw(t, "days")) * 24 * time.Hour
	}
	if maybe("younger") {
		f.YoungerThan = time.Duration(rapid.IntRange(1, 100).Draw(t, "days")) * 24 * time.Hour
	}
	f.OnlyPractice, f.OnlyProctored, f.OnlyResumable = maybe("practice"), maybe("proctored"), maybe("resumable")
	return f
}

// TestBackwards reads the page before each place of a list.
func TestBackwards(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	for _, s := range []*Store{guest, own} {
		for _, newest := range []bool{false, true} {
			all := list(t, s, model.Filter{Statuses: []model.AttemptStatus{model.Verified, model.Rejected}}, newest, 1000)
			for at := 0; at < len(all); at += 97 {
				page, err := s.FindAttempts(context.Background(), model.AttemptQuery{
					Filter: model.Filter{Section: model.SectionDecided}, NewestFirst: newest, Before: all[at].Cursor, Limit: 10,
				}, sharedNow(), model.DefaultStuckLimits())
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(idsOf(all[max(0, at-10):at]), idsOf(page.Rows)); diff != "" {
					t.Errorf("before row %d: %s", at, diff)
				}
			}
		}
	}
}

func TestCountsAgree(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	all := list(t, guest, model.Filter{}, false, 1000)
	for _, course := range []string{"", "course-v1:NordicU+LAW220+2026_Autumn", "CoastTech/BIO1/2026", "none"} {
		g, err := guest.CountSections(context.Background(), course, sharedNow(), model.DefaultStuckLimits())
		if err != nil {
			t.Fatal(err)
		}
		o, err := own.CountSections(context.Background(), course, sharedNow(), model.DefaultStuckLimits())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(g, o); diff != "" {
			t.Errorf("%q: guest and own differ: %s", course, diff)
		}
		for _, c := range o {
			f := model.Filter{Section: c.Section}
			if course != "" {
				f.Courses = []string{course}
			}
			if want := len(naive(all, f, false)); want != c.Count {
				t.Errorf("%q %s: %d counted, %d there", course, c.Section, c.Count, want)
			}
		}
	}
}

func TestSearchAgrees(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	all := list(t, guest, model.Filter{}, false, 1000)
	texts := []string{"m", "ma", "mar", "ZHANG", "@example.net", "%", "_", `\`, `"`, "李", "novak", "nobody at all",
		all[7].Attempt.Code.Raw(), all[8].Attempt.Code.Raw()[9:20], withExternal(all)[3:14], all[11].Learner.FullName.Raw()}
	for _, text := range texts {
		g, err := guest.FindLearners(context.Background(), model.LearnerQuery{Text: text, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		o, err := own.FindLearners(context.Background(), model.LearnerQuery{Text: text, Limit: 1000})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if diff := cmp.Diff(g, o); diff != "" {
			t.Errorf("learners by %q differ: %s", text, diff)
		}
		f := model.Filter{Text: text}
		if diff := cmp.Diff(idsOf(list(t, guest, f, false, 1000)), idsOf(list(t, own, f, false, 1000))); diff != "" {
			t.Errorf("attempts by %q differ: %s", text, diff)
		}
		if len(g) == 0 && text != "nobody at all" && text != "%" && text != `\` && text != `"` {
			t.Errorf("%q finds nobody", text)
		}
	}
}

// withExternal is the external id of some attempt that has one.
func withExternal(all []model.AttemptRow) string {
	for _, r := range all[100:] {
		if r.Attempt.ExternalID != "" {
			return r.Attempt.ExternalID.Raw()
		}
	}
	return ""
}

// A value that a filter repeats must not find the same attempt twice.
func TestRepeatedValues(t *testing.T) {
	t.Parallel()
	_, own := both(t)
	all := list(t, own, model.Filter{}, false, 1000)
	row := all[7]
	for in, f := range map[string]model.Filter{
		"status": {Statuses: []model.AttemptStatus{row.Attempt.Status, row.Attempt.Status}},
		"review": {ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious, model.ReviewSuspicious}},
		"exam":   {ExamIDs: []int64{row.Exam.ID, row.Exam.ID}},
		"course": {Courses: []string{row.Exam.CourseID.Raw(), row.Exam.CourseID.Raw()}},
	} {
		want := naive(all, f, false)
		if got := idsOf(list(t, own, f, false, 1000)); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: %d attempts, want %d", in, len(got), len(want))
		}
	}
}
