package simulator

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

// The oldest attempts go, with their codes.
func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	s, err := New(Config{REST: &RESTKeys{ClientID: "a", ClientSecret: model.NewSecret("a")}})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for i := range MaxAttempts + 5 {
		s.registered(Attempt{ID: fmt.Sprint("id-", i), Code: fmt.Sprint("code-", i)}, now)
	}
	all := s.Attempts()
	if len(all) != MaxAttempts || len(s.codes) != MaxAttempts || all[len(all)-1].ID != "id-5" || all[0].Number != MaxAttempts+5 {
		t.Errorf("%d attempts, %d codes, from %s", len(all), len(s.codes), all[len(all)-1].ID)
	}
	if _, err := s.Attempt("code-4"); model.CodeOf(err) != model.CodeNotFound {
		t.Error(err)
	}
}

// What is kept of a text has an end, and stays readable.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	s, err := New(Config{REST: &RESTKeys{ClientID: "a", ClientSecret: model.NewSecret("a")}})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("é", 1<<19)
	a := s.registered(Attempt{ID: "id", ExamName: "x" + long, Name: "x" + long, Notes: "x" + long}, time.Time{})
	if len(a.ExamName) != maxText-1 || len(a.Name) != maxText-1 || len(a.Notes) != maxNotes-1 || !utf8.ValidString(a.Notes) {
		t.Errorf("%d %d %d", len(a.ExamName), len(a.Name), len(a.Notes))
	}
}

// An id goes into a path of the LMS as a slug.
func TestIDsAreSlugs(t *testing.T) {
	t.Parallel()
	for range 100 {
		if id := newID("mock-"); strings.Trim(id, "mock-0123456789ABCDEF") != "" || len(id) != 25 {
			t.Error(id)
		}
	}
}
