package server

import (
	"testing"

	"examdesk/model"
)

// Who has an attempt open is told to the other desks, and to nobody who may not read
// about the attempt.
func TestPresence(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	one, two, again := r.as(t, "r.adeyemi"), r.as(t, "r.adeyemi"), r.as(t, "r.adeyemi")
	page, err := one.FindAttempts(t.Context(), model.AttemptQuery{Limit: 2})
	if err != nil || len(page.Rows) != 2 {
		t.Fatal(err)
	}
	first, second := page.Rows[0].Attempt.ID, page.Rows[1].Attempt.ID
	written, err := r.engine.As(model.Nobody(model.DoorDesk)).Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{one, two} {
		s.Listen()
		until(t, "the server is heard", func() bool { _, known := s.at.known(); return known })
	}
	if got := two.Others(); len(got) != 0 {
		t.Errorf("%+v is open", got)
	}
	open := func(s *Store, attempts ...int64) func() bool {
		return func() bool {
			var got []int64
			for _, o := range s.Others() {
				if o.Username != "r.adeyemi" {
					t.Errorf("%+v", o)
				}
				got = append(got, o.AttemptID)
			}
			if len(got) != len(attempts) {
				return false
			}
			for i := range got {
				if got[i] != attempts[i] {
					return false
				}
			}
			return true
		}
	}
	attends := func(s *Store, id int64) {
		t.Helper()
		if err := s.Attend(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	attends(one, first)
	until(t, "the other desk sees it", open(two, first))
	attends(two, second)
	until(t, "each sees the other", func() bool { return open(one, second)() && open(two, first)() })
	attends(one, second)
	until(t, "it is another now", open(two, second))
	attends(one, 0)
	until(t, "it is closed", open(two))
	attends(again, first)
	until(t, "a third desk", open(two, first))
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "the third desk left", open(two))

	if err := one.Attend(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such attempt: %v", err)
	}
	if err := r.as(t, "nour_schafer").Attend(t.Context(), first); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("a learner: %v", err)
	}
	if now, err := r.engine.As(model.Nobody(model.DoorDesk)).Edition(t.Context()); err != nil || now != written {
		t.Errorf("something was stored: %q, then %q, %v", written, now, err)
	}
	if n := one.Written(); n != 0 {
		t.Errorf("it counts as %d changes", n)
	}
}
