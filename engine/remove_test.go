package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"examdesk/model"
)

// stubborn is a service that forgets nothing.
type stubborn struct {
	following
	err error
}

func (s *stubborn) RemoveAttempt(ctx context.Context, exam, attempt string) error {
	_ = s.following.RemoveAttempt(ctx, exam, attempt)
	return s.err
}

// A service that cannot be asked, or does not confirm, keeps the attempt; without
// the rule it is told afterwards.
func TestRemovalAsksFirst(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"down": errors.New("connection refused"), "not confirmed": model.ErrNotConfirmed} {
		for release, stays := range map[string]bool{"5.2.0": false, "6.1.0": true, "6.1.4": true} {
			t.Run(name+" "+release, func(t *testing.T) {
				t.Parallel()
				_, s := fresh(t, true)
				service := &stubborn{err: failure}
				cfg := Config{Clock: now, Rules: rulesOf(t, release), Service: func(string) model.ProctoringService { return service }}
				e := rigOf(t, s, "r.adeyemi", cfg)
				_, id := startedAt(t, e, "proctorco")
				row, _, err := e.api.Attempt(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				ways := map[string]func() error{
					"one": func() error { _, err := e.api.RemoveAttempt(t.Context(), id, nil); return err },
					"all": func() error {
						_, err := e.api.RemoveAttempts(t.Context(), row.Exam.ID, row.Learner.ID, nil)
						return err
					},
					"desk": func() error {
						_, err := e.ChangeAttempt(t.Context(), model.ChangeRequest{AttemptID: id, Kind: model.ChangeRemove, Expected: row.Version()})
						return err
					},
					"desk, all": func() error {
						_, err := e.ChangeAttempt(t.Context(), model.ChangeRequest{AttemptID: id, Kind: model.ChangeRemoveAll, Expected: row.Version()})
						return err
					},
				}
				if !stays {
					if err := ways["one"](); err != nil {
						t.Fatal(err)
					}
					return
				}
				for way, remove := range ways {
					if err := remove(); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), "stays") {
						t.Errorf("%s: %v", way, err)
					}
				}
				if again, _, err := e.api.Attempt(t.Context(), id); err != nil || again.Version() != row.Version() {
					t.Errorf("the attempt did not stay: %v", err)
				}
				service.err = nil
				if err := ways["one"](); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A learner's own reset goes through whatever the service says; what was asked
// and what failed is in the outbox. The former session goes before the new one comes.
func TestResetTellsInOrder(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"": nil, "down": errors.New("connection refused")} {
		_, s := fresh(t, true)
		service := &stubborn{err: failure}
		e := rigOf(t, s, "", Config{Clock: now, Service: func(string) model.ProctoringService { return service }})
		id, _, err := e.api.CreateExam(t.Context(), model.Exam{
			CourseID: "a/b/c", ContentID: "x", Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true, IsPracticeExam: true, Backend: "proctorco", ExternalID: "ex",
		})
		if err != nil {
			t.Fatal(err)
		}
		learner := someAttempt(t, e, model.Filter{}).Learner.ID
		attempt, _, err := e.api.CreateAttempt(t.Context(), id, learner, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.api.UpdateAttemptStatus(t.Context(), attempt, model.Submitted, model.TransitionOptions{}); err != nil {
			t.Fatal(err)
		}
		_, plan, err := e.api.ResetPracticeExam(t.Context(), id, learner, &model.Learner{ID: learner})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(service.told, ", "); got != "remove ex at" {
			t.Errorf("%s: told %s", name, got)
		}
		var order []string
		for _, effect := range plan.Effects {
			if effect.Kind == model.EffectBackend {
				order = append(order, effect.Value)
				if removed := effect.Value == "remove_exam_attempt"; removed && effect.Carried != (failure == nil) {
					t.Errorf("%s: the removal is said to be done: %v", name, effect.Carried)
				}
			}
			if effect.Kind == model.EffectEvent && strings.HasSuffix(effect.Value, "reset_practice_exam") {
				if got := model.EventOf(effect, now()).Data["attempt_id"]; got != attempt {
					t.Errorf("%s: the event names attempt %v, not %d", name, got, attempt)
				}
			}
		}
		if got := strings.Join(order, ", "); got != "remove_exam_attempt, register_exam_attempt" {
			t.Errorf("%s: %s", name, got)
		}
		page, err := s.Messages(t.Context(), model.MessageQuery{State: model.MessageDelivered, Limit: 100})
		if err != nil || len(page) == 0 {
			t.Errorf("%s: nothing is known to have been told: %v", name, err)
		}
	}
}
