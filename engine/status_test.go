package engine

import (
	"context"
	"sync"
	"testing"

	"examdesk/model"
)

// Many at once move one attempt: each move is legal from where the one before
// left it, or refused, and the history says what happened.
func TestStatusRaces(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	page, err := e.FindAttempts(ctx, model.AttemptQuery{Filter: model.Filter{Section: model.SectionRunning}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err)
	}
	id := page.Rows[0].Attempt.ID
	before, err := e.ReadAttempt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for _, to := range []model.AttemptStatus{model.Submitted, model.Errored, model.Submitted, model.Rejected, model.Verified, model.Created} {
		all.Go(func() {
			_, err := e.api.UpdateAttemptStatus(ctx, id, to, model.TransitionOptions{})
			if err != nil && model.CodeOf(err) != model.CodeIllegalTransition {
				t.Errorf("%s: %v", to, err)
			}
			if err == nil {
				mu.Lock()
				done++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	after, err := e.ReadAttempt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(after.History) - len(before.History); got != done {
		t.Errorf("%d moves and %d history rows", done, got)
	}
	if last := after.History[len(after.History)-1].Status; last != after.Attempt.Status {
		t.Errorf("the attempt is %s, its history ends with %s", after.Attempt.Status, last)
	}
}

// What cannot be done is a typed error and writes nothing.
func TestStatusRefusals(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	decided, err := e.FindAttempts(ctx, model.AttemptQuery{Filter: model.Filter{Section: model.SectionDecided}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	id := decided.Rows[0].Attempt.ID
	before, err := e.ReadAttempt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		err  error
		want model.Code
	}{
		"no such attempt":  {second(e.api.UpdateAttemptStatus(ctx, 1<<40, model.Submitted, model.TransitionOptions{})), model.CodeNotFound},
		"back to created":  {second(e.api.UpdateAttemptStatus(ctx, id, model.Created, model.TransitionOptions{})), model.CodeIllegalTransition},
		"not resumable":    {e.api.MarkReadyToResume(ctx, id), model.CodeIllegalTransition},
		"never resumed":    {e.api.MarkResumed(ctx, id), model.CodeIllegalTransition},
		"resume of no one": {e.api.MarkReadyToResume(ctx, 1<<40), model.CodeNotFound},
		"no such exam":     {second(e.Exam(ctx, 1<<40)), model.CodeNotFound},
		"no such block":    {second(e.ExamByContent(ctx, "a/b/c", "x")), model.CodeNotFound},
	} {
		if model.CodeOf(c.err) != c.want {
			t.Errorf("%s: %v, want code %s", name, c.err, c.want)
		}
	}
	after, err := e.ReadAttempt(ctx, id)
	if err != nil || !after.Version().Equal(before.Version()) || len(after.History) != len(before.History) {
		t.Errorf("a refused change wrote something: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// Ten start one attempt at once: one does, the others are told that it runs.
func TestOneStartWins(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	page, err := e.FindAttempts(ctx, model.AttemptQuery{Filter: model.Filter{Statuses: []model.AttemptStatus{model.ReadyToStart, model.Created}}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt to start: %v", err)
	}
	row := page.Rows[0]
	var all sync.WaitGroup
	var mu sync.Mutex
	codes := map[model.Code]int{}
	for range 10 {
		all.Go(func() {
			_, _, err := e.api.StartAttempt(ctx, row.Exam.ID, row.Learner.ID)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				codes["started"]++
			} else {
				codes[model.CodeOf(err)]++
			}
		})
	}
	all.Wait()
	if codes["started"] != 1 || codes[model.CodeConflict] != 9 {
		t.Errorf("ten starts ended as %v", codes)
	}
	if _, _, err := e.api.StartAttemptByCode(ctx, "no such code"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an unknown code: %v", err)
	}
}
