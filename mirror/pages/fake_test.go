package pages_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
)

const course = "course-v1:Uni+STAT101+2026"

var start = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)

// lms is an LMS in memory, which answers in the order in which edx-proctoring does.
type lms struct {
	exams    []model.Exam
	rows     map[int64]model.AttemptRow
	grants   []model.GrantedAllowance
	asked    []string
	clock    func() time.Time
	takes    time.Duration
	advance  func(time.Duration)
	fail     error
	onAnswer func()
}

func newLMS(n int) *lms {
	l := &lms{rows: map[int64]model.AttemptRow{}, advance: func(time.Duration) {}}
	l.exams = []model.Exam{{ID: 7, CourseID: course, ContentID: "block-7", Name: "Midterm", TimeLimitMins: 90, IsProctored: true, IsActive: true, Backend: "software_secure"}}
	for i := 1; i <= n; i++ {
		l.add(int64(i), int64(1000+i), model.Verified)
	}
	return l
}

func (l *lms) add(id, user int64, status model.AttemptStatus) {
	at := start.Add(time.Duration(id) * time.Minute)
	l.rows[id] = model.AttemptRow{
		Attempt: model.Attempt{ID: id, ExamID: 7, UserID: user, Created: at, Modified: at, Status: status, Code: model.Text(fmt.Sprintf("CODE-%d", id)), TakingAsProctored: true},
		Learner: model.Learner{ID: user, Username: model.Text(fmt.Sprintf("u%d", user)), Email: model.Text(fmt.Sprintf("u%d@example.com", user)), IsActive: true},
		Exam:    l.exams[0],
	}
}

func (l *lms) set(id int64, status model.AttemptStatus) {
	r := l.rows[id]
	r.Attempt.Status, r.Attempt.Modified = status, r.Attempt.Modified.Add(time.Hour)
	l.rows[id] = r
}

func (l *lms) answer(what string) error {
	l.asked = append(l.asked, what)
	l.advance(l.takes)
	if l.onAnswer != nil {
		l.onAnswer()
	}
	return l.fail
}

func (l *lms) Exams(context.Context, string) ([]model.Exam, error) {
	return l.exams, l.answer("exams")
}

func (l *lms) Allowances(context.Context, string) ([]model.GrantedAllowance, error) {
	return l.grants, l.answer("allowances")
}

func (l *lms) Attempts(_ context.Context, _ string, page int) (pages.Page, error) {
	return l.page(func(model.AttemptRow) bool { return true }, page), errOf(l.answer(fmt.Sprintf("page %d", page)), l, page)
}

func (l *lms) SearchAttempts(_ context.Context, _, text string, page int) (pages.Page, error) {
	return l.page(func(r model.AttemptRow) bool { return strings.Contains(r.Learner.Username.Raw(), text) }, page), l.answer(fmt.Sprintf("search %s %d", text, page))
}

func errOf(err error, l *lms, page int) error {
	if of := l.page(func(model.AttemptRow) bool { return true }, 1).Pages; err == nil && page > of {
		return model.Errorf(model.CodeNotFound, "There is no page %d.", page)
	}
	return err
}

func (l *lms) page(which func(model.AttemptRow) bool, number int) pages.Page {
	var all []model.AttemptRow
	for _, r := range l.rows {
		if which(r) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b model.AttemptRow) int { return b.Attempt.Created.Compare(a.Attempt.Created) })
	var groups []model.AttemptGroup
	for _, r := range all {
		i := slices.IndexFunc(groups, func(g model.AttemptGroup) bool { return g.Newest.Attempt.UserID == r.Attempt.UserID })
		if i < 0 {
			groups, i = append(groups, model.AttemptGroup{Newest: r}), len(groups)
		}
		groups[i].All = append(groups[i].All, r)
	}
	of := max(1, (len(groups)+pages.PageSize-1)/pages.PageSize)
	out := pages.Page{Number: number, Pages: of}
	if number <= of {
		out.Groups = groups[(number-1)*pages.PageSize : min(number*pages.PageSize, len(groups))]
	}
	return out
}

// at makes a source on a fresh mirror with a clock of its own.
func at(t *testing.T, l *lms) (*pages.Source, *mirror.File, func(time.Duration)) {
	t.Helper()
	ctx := context.Background()
	first := mirror.Position{Source: mirror.Source{Kind: mirror.KindPages, Address: "https://lms.example.com"}, State: mirror.Filling, NotVisible: pages.Invisible()}
	f, err := mirror.Create(ctx, mirror.Path(t.TempDir(), "lms", "ada"), first, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if err := f.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	now := start
	clock := func() time.Time { return now }
	f.Clock, l.clock = clock, clock
	l.advance = func(d time.Duration) { now = now.Add(d) }
	return pages.New(f, l, clock), f, l.advance
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func position(t *testing.T, f *mirror.File) mirror.Position {
	t.Helper()
	p, err := f.Position(context.Background())
	must(t, err)
	return p
}

func byID(a, b model.AttemptRow) int { return cmp.Compare(a.Attempt.ID, b.Attempt.ID) }
