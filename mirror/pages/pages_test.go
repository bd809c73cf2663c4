package pages_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
	"examdesk/store"
)

// held are the attempts of a mirror as a store shows them, all columns.
func held(t *testing.T, f *mirror.File) []model.AttemptRow {
	t.Helper()
	s, err := mirror.OpenStore(context.Background(), f.Path(), store.Options{})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	page, err := s.FindAttempts(context.Background(), model.AttemptQuery{Limit: 10_000}, start, model.DefaultStuckLimits())
	must(t, err)
	slices.SortFunc(page.Rows, byID)
	for i := range page.Rows {
		page.Rows[i].Cursor = ""
	}
	return page.Rows
}

// there are the attempts of the LMS.
func (l *lms) there(which func(model.AttemptRow) bool) []model.AttemptRow {
	var out []model.AttemptRow
	for _, r := range l.rows {
		if which(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, byID)
	return out
}

func everything(model.AttemptRow) bool { return true }

// same compares what the API shows.
func same(t *testing.T, want, got []model.AttemptRow) {
	t.Helper()
	shape := func(rows []model.AttemptRow) (out []string) {
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%+v | %+v | %d %s %s %v", r.Attempt, r.Learner, r.Exam.ID, r.Exam.Name, r.Exam.Backend, r.Exam.IsActive))
		}
		return out
	}
	if diff := cmp.Diff(shape(want), shape(got)); diff != "" {
		t.Error(diff)
	}
}

// Pages are read one after the other, and what has been read is said.
func TestPagesAreRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, _ := at(t, l)
	if got := pages.PartOf(position(t, f), course).Words(); got != "nothing read yet" {
		t.Error(got)
	}
	must(t, s.Exams(ctx, course))
	must(t, s.First(ctx, course))
	same(t, l.there(func(r model.AttemptRow) bool { return r.Attempt.ID > 35 }), held(t, f))
	p := position(t, f)
	if got := pages.PartOf(p, course).Words(); got != "page 1 of 3" || p.State != mirror.Following || p.Complete() {
		t.Errorf("%s, %+v", got, p)
	}
	more, err := s.Further(ctx, course)
	must(t, err)
	if got := pages.PartOf(position(t, f), course).Words(); got != "pages 1 to 2 of 3" || !more {
		t.Error(got, more)
	}
	more, err = s.Further(ctx, course)
	must(t, err)
	if got := pages.PartOf(position(t, f), course); got.Words() != "all read" || !got.Whole() || more {
		t.Error(got, more)
	}
	same(t, l.there(everything), held(t, f))
	if more, err = s.Further(ctx, course); more || err != nil {
		t.Error("there is nothing further", more, err)
	}
	if diff := cmp.Diff([]string{"exams", "page 1", "page 2", "page 3"}, l.asked); diff != "" {
		t.Error(diff)
	}
}

// What was deleted at the LMS goes when the page shows it that it belongs on: a group
// in between, the newest, the last one, an earlier attempt, and all of them.
func TestDeletedAttemptsGo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	l.add(61, 1060, model.Started) // a second attempt of the newest learner
	s, f, _ := at(t, l)
	must(t, s.All(ctx, course, func(int, int) {}))
	same(t, l.there(everything), held(t, f))
	for _, id := range []int64{61, 59, 40, 60} {
		delete(l.rows, id)
		must(t, s.First(ctx, course))
		same(t, l.there(everything), held(t, f))
	}
	delete(l.rows, 1)
	must(t, s.First(ctx, course))
	if len(held(t, f)) != 57 {
		t.Error("the first page says nothing of the last one's attempts")
	}
	must(t, s.All(ctx, course, func(int, int) {}))
	same(t, l.there(everything), held(t, f))
	l.rows = map[int64]model.AttemptRow{}
	must(t, s.First(ctx, course))
	same(t, nil, held(t, f))
	if got := pages.PartOf(position(t, f), course); !got.Whole() || got.Of != 1 {
		t.Errorf("%+v", got)
	}
}

// A page that is not there any longer means that there are fewer.
func TestFewerPages(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, _ := at(t, l)
	must(t, s.First(ctx, course))
	for id := int64(1); id <= 40; id++ {
		delete(l.rows, id)
	}
	more, err := s.Further(ctx, course)
	must(t, err)
	if got := pages.PartOf(position(t, f), course); more || !got.Whole() {
		t.Errorf("%+v, %v", got, more)
	}
	same(t, l.there(everything), held(t, f))
}

// Learners are found by their names, beyond the pages that were read; what was deleted
// of theirs goes, and what is known of somebody who is not found any more.
func TestLearnersAreRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, _ := at(t, l)
	must(t, s.Search(ctx, course, "u1005"))
	same(t, l.there(func(r model.AttemptRow) bool { return r.Attempt.ID == 5 }), held(t, f))
	l.add(62, 1005, model.Submitted)
	delete(l.rows, 5)
	must(t, s.Learner(ctx, course, 1005, "u1005"))
	same(t, l.there(func(r model.AttemptRow) bool { return r.Attempt.ID == 62 }), held(t, f))
	r := l.rows[62]
	r.Learner.Username, r.Learner.Email = "retired__user_1", "retired__user_1@retired.invalid"
	l.rows[62] = r
	must(t, s.Learner(ctx, course, 1005, "u1005"))
	must(t, f.Forget(ctx))
	if n := count(t, f, "SELECT count(*) FROM auth_user WHERE username LIKE 'u1005%' OR email LIKE 'u1005%'"); n != 0 || len(held(t, f)) != 0 {
		t.Errorf("%d rows still name a learner who is retired", n)
	}
}

func count(t *testing.T, f *mirror.File, query string) (n int) {
	t.Helper()
	must(t, f.Read(context.Background(), func(tx mirror.Querier) error {
		return tx.QueryRowContext(context.Background(), query).Scan(&n)
	}))
	return n
}

// Exams that are not active any longer, and allowances that were removed, are seen as such.
func TestExamsAndAllowances(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(1)
	second := l.exams[0]
	second.ID, second.ContentID, second.Name = 8, "block-8", "Final"
	l.exams = append(l.exams, second)
	l.grants = []model.GrantedAllowance{
		{Allowance: model.Allowance{ID: 3, ExamID: 7, UserID: 1001, Key: "additional_time_granted", Value: "30", Created: start, Modified: start}, Exam: l.exams[0], Learner: l.rows[1].Learner},
		{Allowance: model.Allowance{ID: 4, ExamID: 8, UserID: 1001, Key: "review_policy_exception", Value: "a dog", Created: start, Modified: start}, Exam: second, Learner: l.rows[1].Learner},
	}
	s, f, _ := at(t, l)
	must(t, s.Exams(ctx, course))
	must(t, s.Allowances(ctx, course))
	if n := count(t, f, "SELECT sum(id) FROM "+mirror.Allowances); n != 7 {
		t.Error("allowances", n)
	}
	l.grants = l.grants[1:]
	must(t, s.Allowances(ctx, course))
	if n := count(t, f, "SELECT sum(id) FROM "+mirror.Allowances); n != 4 {
		t.Error("allowances after one was removed", n)
	}
	l.exams = l.exams[:1]
	must(t, s.Exams(ctx, course))
	if n := count(t, f, "SELECT id FROM "+mirror.Exams+" WHERE NOT is_active"); n != 8 {
		t.Error("the exam that is not active any longer", n)
	}
}

// What is open is read again before what is settled; nothing is asked more often than
// it is due.
func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, advance := at(t, l)
	must(t, s.First(ctx, course))
	_, err := s.Further(ctx, course)
	must(t, err)
	s.Open(course)
	rest := func() {
		for {
			did, err := s.Turn(ctx)
			must(t, err)
			if !did {
				return
			}
		}
	}
	rest()
	l.asked = nil
	rest()
	if len(l.asked) != 0 {
		t.Error("asked although nothing was due:", l.asked)
	}
	l.set(50, model.Submitted)
	advance(20 * time.Second)
	rest()
	if diff := cmp.Diff([]string{"page 1", "search u1050 1"}, l.asked); diff != "" {
		t.Error(diff)
	}
	l.set(50, model.SecondReviewRequired)
	l.set(36, model.Rejected)
	l.set(20, model.Rejected)
	for range 60 {
		advance(10 * time.Second)
		rest()
	}
	same(t, l.there(func(r model.AttemptRow) bool { return r.Attempt.ID > 10 }), held(t, f))
}

// A failure is noted and not hidden by what was read before.
func TestFailureIsNoted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(3)
	s, f, advance := at(t, l)
	must(t, s.First(ctx, course))
	advance(time.Hour)
	l.fail = model.Errorf(model.CodeUnavailable, "The LMS cannot be reached.")
	if err := s.First(ctx, course); !errors.Is(err, l.fail) {
		t.Error(err)
	}
	st, err := mirror.ReadStatus(ctx, f.Path(), start.Add(time.Hour))
	must(t, err)
	if st.State != mirror.Behind || st.Error != "The LMS cannot be reached." || *st.BehindSeconds != 3600 {
		t.Errorf("%+v", st)
	}
}

// What was read while another program wrote is read again.
func TestAnotherProgramWrites(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(3)
	s, f, _ := at(t, l)
	other, err := mirror.Open(ctx, f.Path())
	must(t, err)
	defer func() { must(t, other.Close()) }()
	l.onAnswer = func() {
		l.onAnswer = nil
		l.set(2, model.Rejected)
		_, err := other.Take(ctx, nil, pages.Rows(l.rows[2])...)
		must(t, err)
		p := position(t, f).Clone()
		p.Cursors["x"] = mirror.Cursor{At: 1}
		_, err = other.Apply(ctx, mirror.Batch{Position: p})
		must(t, err)
	}
	must(t, s.First(ctx, course))
	same(t, l.there(everything), held(t, f))
	if diff := cmp.Diff([]string{"page 1", "page 1"}, l.asked); diff != "" {
		t.Error(diff)
	}
}

// Reading a whole course says what it costs, and how far it is.
func TestWholeCourse(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(110)
	l.takes = 200 * time.Millisecond
	s, f, _ := at(t, l)
	c, err := s.Cost(ctx, course)
	must(t, err)
	if c.Pages != 4 || c.Of != 5 || c.About() != 800*time.Millisecond {
		t.Errorf("%+v", c)
	}
	var seen []int
	must(t, s.All(ctx, course, func(page, of int) { seen = append(seen, page*10+of) }))
	if diff := cmp.Diff([]int{15, 25, 35, 45, 55}, seen); diff != "" {
		t.Error(diff)
	}
	same(t, l.there(everything), held(t, f))
	if p := position(t, f); !p.Complete() || !pages.PartOf(p, course).Since.Equal(start.Add(400*time.Millisecond)) {
		t.Errorf("%+v", p.Cursors)
	}
}
