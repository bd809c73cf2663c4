package pages

import (
	"encoding/json"
	"fmt"
	"testing"

	"examdesk/store/storetest"

	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// asked is a learner at an exam, and the page that edx-proctoring shows.
type asked struct {
	User, Exam int64
	Page       string
}

// UnmarshalJSON reads [user, exam, page].
func (a *asked) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&a.User, &a.Exam, &a.Page})
}

// MarshalJSON writes [user, exam, page].
func (a asked) MarshalJSON() ([]byte, error) { return json.Marshal([]any{a.User, a.Exam, a.Page}) }

func (a asked) String() string { return fmt.Sprintf("learner %d at exam %d", a.User, a.Exam) }

// shared unpacks the database that edx-proctoring wrote.
func shared(t *testing.T) string {
	t.Helper()
	return storetest.File(t)
}

func engineOn(t *testing.T, path string) *engine.Guarded {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return engine.New(s, engine.Config{Clock: now, Backends: model.DefaultBackends()}).As(model.Nobody(model.DoorDesk))
}

// said is what a card says about an exam.
type said struct {
	code model.StandingCode
	exam model.Exam
}

// codesOf are what the learners' cards say, in the order of what was asked.
func codesOf(t *testing.T, e *engine.Guarded, list []asked) []said {
	t.Helper()
	cards := map[int64]map[int64]said{}
	out := make([]said, 0, len(list))
	for _, a := range list {
		if cards[a.User] == nil {
			card, err := e.ReadLearner(t.Context(), a.User)
			must(t, err)
			cards[a.User] = map[int64]said{}
			for _, course := range card.Courses {
				for _, x := range course.Exams {
					cards[a.User][x.Exam.ID] = said{x.Standing.Code, x.Exam}
				}
			}
		}
		code, has := cards[a.User][a.Exam]
		if !has {
			t.Fatalf("%s is not on the card", a)
		}
		out = append(out, code)
	}
	return out
}
