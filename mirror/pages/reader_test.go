package pages_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/engine"
	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
	"examdesk/store"
)

// reading is a reader of a mirror, as a desk or a command has it.
func reading(t *testing.T, l *lms, s *pages.Source, f *mirror.File, live bool) *pages.Reader {
	t.Helper()
	rows, err := mirror.OpenStore(context.Background(), f.Path(), store.Options{})
	must(t, err)
	t.Cleanup(func() { _ = rows.Close() })
	r, err := pages.NewReader(context.Background(), engine.New(rows, engine.Config{Clock: l.clock}).As(model.Nobody(model.DoorDesk)), s, []string{course})
	must(t, err)
	r.Live(live)
	return r
}

// A list reads the first page, a search asks the LMS, and neither asks twice.
func TestReadingAsks(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, advance := at(t, l)
	r := reading(t, l, s, f, true)
	find := func(filter model.Filter) int {
		page, err := r.FindAttempts(ctx, model.AttemptQuery{Filter: filter, Limit: 100})
		must(t, err)
		return len(page.Rows)
	}
	if n := find(model.Filter{}); n != 25 {
		t.Error(n)
	}
	if n := find(model.Filter{Text: "u1005"}); n != 1 {
		t.Error(n)
	}
	find(model.Filter{Text: "u1005"})
	if diff := cmp.Diff([]string{"exams", "page 1", "search u1005 1"}, l.asked); diff != "" {
		t.Error(diff)
	}
	must(t, r.ReadFurther(ctx, ""))
	if got := r.Part(course); got.Words != "pages 1 to 2 of 3" || got.Whole {
		t.Errorf("%+v", got)
	}
	if n := find(model.Filter{}); n != 51 {
		t.Error(n)
	}
	if n := find(model.Filter{Courses: []string{"course-v1:another+one+here"}}); n != 0 {
		t.Error("a course that is not one's own was asked for", l.asked)
	}
	// Without a follower what is old is read again.
	l.asked = nil
	r = reading(t, l, s, f, false)
	advance(time.Hour)
	find(model.Filter{})
	find(model.Filter{})
	if diff := cmp.Diff([]string{"exams", "page 1"}, l.asked); diff != "" {
		t.Error(diff)
	}
}

// What has not been read, and what the API does not show, is not made up.
func TestUnknownIsUnknown(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	l.set(60, model.Submitted)
	s, f, advance := at(t, l)
	r := reading(t, l, s, f, false)
	_, err := r.FindAttempts(ctx, model.AttemptQuery{Limit: 10})
	must(t, err)
	count := func(of model.Section) model.SectionCount {
		all, err := r.CountSections(ctx, "")
		must(t, err)
		for _, c := range all {
			if c.Section == of {
				return c
			}
		}
		return model.SectionCount{}
	}
	if c := count(model.SectionWaiting); c.Count >= 0 {
		t.Errorf("%+v", c)
	}
	if c := count(model.SectionStuck); c.Count >= 0 {
		t.Errorf("%+v", c)
	}
	if c := count(model.SectionDecided); c.Count != 24 || !c.AtLeast {
		t.Errorf("%+v", c)
	}
	must(t, s.All(ctx, course, func(int, int) {}))
	_, err = r.Edition(ctx)
	must(t, err)
	if c := count(model.SectionDecided); c.Count != 59 || c.AtLeast {
		t.Errorf("%+v", c)
	}
	advance(30 * 24 * time.Hour)
	d, err := r.ReadAttempt(ctx, 60)
	must(t, err)
	if d.NotVisible == "" || len(d.Stuck) > 0 {
		t.Errorf("%+v", d)
	}
	if _, err := r.ReadAttempt(ctx, 4711); model.CodeOf(err) != model.CodeNotFound || !strings.Contains(err.Error(), "what has been read") {
		t.Error(err)
	}
}

// An LMS that is away leaves what was read, and nothing to who has read nothing.
func TestLMSAway(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(3)
	s, f, advance := at(t, l)
	r := reading(t, l, s, f, false)
	l.fail = model.Errorf(model.CodeUnavailable, "The LMS cannot be reached.")
	if _, err := r.FindAttempts(ctx, model.AttemptQuery{Limit: 10}); model.CodeOf(err) != model.CodeUnavailable {
		t.Error(err)
	}
	l.fail = nil
	advance(time.Minute)
	_, err := r.FindAttempts(ctx, model.AttemptQuery{Limit: 10})
	must(t, err)
	l.fail = model.Errorf(model.CodeUnavailable, "The LMS cannot be reached.")
	advance(time.Hour)
	page, err := r.FindAttempts(ctx, model.AttemptQuery{Limit: 10})
	if err != nil || len(page.Rows) != 3 {
		t.Error(page, err)
	}
}

// What was read after a change goes into the mirror at once.
func TestTaker(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(3)
	s, f, _ := at(t, l)
	must(t, s.First(ctx, course))
	l.set(2, model.Rejected)
	k := pages.Taker{File: f, Clock: l.clock}
	must(t, k.TakeAttempts(ctx, []model.AttemptRow{l.rows[2]}))
	same(t, l.there(everything), held(t, f))
	gone := l.rows[3]
	delete(l.rows, 3)
	must(t, k.ForgetAttempts(ctx, []model.AttemptRow{gone}))
	same(t, l.there(everything), held(t, f))
	if p := position(t, f); len(p.Sent) != 0 {
		t.Errorf("%+v", p.Sent)
	}
	k.Behind = true
	must(t, k.TakeAttempts(ctx, []model.AttemptRow{l.rows[2]}))
	if p := position(t, f); len(p.Sent) != 1 {
		t.Errorf("%+v", p.Sent)
	}
}

// Who asks for what is just being asked for waits for the answer, and does not ask again.
func TestOneAsksForAll(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := newLMS(60)
	s, f, _ := at(t, l)
	r := reading(t, l, s, f, true)
	_, err := r.FindAttempts(ctx, model.AttemptQuery{Limit: 10})
	must(t, err)
	asked, answer := make(chan struct{}), make(chan struct{})
	l.onAnswer = func() {
		l.onAnswer = nil
		close(asked)
		<-answer
	}
	found := make(chan int, 2)
	find := func() {
		page, err := r.FindAttempts(ctx, model.AttemptQuery{Filter: model.Filter{Text: "u1005"}, Limit: 10})
		if err != nil {
			t.Error(err)
		}
		found <- len(page.Rows)
	}
	go find()
	<-asked
	go find()
	select {
	case n := <-found:
		t.Errorf("%d rows before the LMS answered", n)
	case <-time.After(100 * time.Millisecond): // long enough for one that does not wait
	}
	close(answer)
	if a, b := <-found, <-found; a != 1 || b != 1 {
		t.Error(a, b)
	}
	if diff := cmp.Diff([]string{"exams", "page 1", "search u1005 1"}, l.asked); diff != "" {
		t.Error(diff)
	}
}
