package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// ResetPracticeExam lets a learner take a practice or onboarding exam again
// (edx-proctoring 6.1.4, api.reset_practice_exam) and returns the id of the new
// attempt. [model.CodeNotFound] if there is nothing to reset,
// [model.CodeIllegalTransition] if what there is cannot be reset. The former attempt
// and the new one are written together or not at all.
//
// Before a submitted attempt is removed, its service is asked to delete it. That
// makes no difference to the learner: if the service fails, the outbox asks again.
func (e *EdxProctoring) ResetPracticeExam(ctx context.Context, examID, userID int64, by *model.Learner) (int64, model.Plan, error) {
	return e.reset(ctx, e.caller(), examID, userID, by, nil)
}

// reset resets the attempt as it was seen; expected is that version, if any.
func (e resets) reset(ctx context.Context, caller caller, examID, userID int64, by *model.Learner, expected *model.Version) (int64, model.Plan, error) {
	current, err := e.resettable(ctx, examID, userID)
	if err != nil {
		return 0, model.Plan{}, err
	}
	r := resetting{e: e.core, id: current.Attempt.ID, by: by, expected: expected, asked: confirmed{}}
	but := int64(0)
	if current.Attempt.Status == model.Submitted {
		but = r.id
		if done, err := removals(e).askRemoval(ctx, current); done && err == nil {
			r.asked[r.id] = true
		}
	}
	n, timedOut, err := creation(e).prepareAttempt(ctx, caller, examID, userID, current.Attempt.TakingAsProctored, but)
	if r.n = &n; err == nil && n.Proctored {
		err = creation(e).register(ctx, &n)
	}
	if err != nil {
		return 0, timedOut, err
	}
	plan, err := creation(e).insertAttempt(ctx, caller, model.DeedReset, targets(e).ofAttempt(r.id), n, r.first)
	if err != nil {
		creation(e).unregister(ctx, n.NewAttempt)
		return 0, timedOut, err
	}
	return plan.After.ID, plan, nil
}

// resettable returns the attempt to reset, before any service is told.
func (e resets) resettable(ctx context.Context, examID, userID int64) (row model.AttemptRow, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		newest, err := tx.NewestAttempt(ctx, examID, userID)
		if err != nil {
			return err
		}
		if newest == nil {
			return model.Errorf(model.CodeNotFound, "The learner has no attempt at exam %d to reset.", examID)
		}
		if row, err = tx.AttemptRow(ctx, newest.ID); err != nil {
			return err
		}
		_, err = model.Reset(removals(e).removal(row, nil))
		return err
	})
	return row, err
}

// resetting is what happens to the former attempt in the transaction that writes the
// new one.
type resetting struct {
	e        *core
	id       int64
	by       *model.Learner
	expected *model.Version
	asked    confirmed
	// n is the new attempt. Its Existing is the newest attempt after the former one
	// is removed.
	n *preparedAttempt
}

func (r resetting) first(ctx context.Context, tx *store.Tx) (line, error) {
	row, err := tx.AttemptRow(ctx, r.id)
	if err != nil {
		return line{}, err
	}
	if r.expected != nil && !row.Version().Equal(*r.expected) {
		return line{}, model.AsConflict(*r.expected, row)
	}
	row.Attempt.Modified = r.e.now()
	plan, err := model.Reset(removals{r.e}.removal(row, r.by))
	if err != nil {
		return line{}, err
	}
	if err := r.asked.mark(ctx, tx, &plan); err != nil {
		return line{}, err
	}
	if err := (statuses{r.e}).save(ctx, tx, &plan, r.e.now()); err != nil {
		return line{}, err
	}
	timedOut, err := resets{r.e}.planNext(ctx, tx, r.n.NewAttempt, r.id)
	if err != nil {
		return line{}, err
	}
	plan.Effects = append(plan.Effects, r.n.asked(timedOut.Effects)...)
	plan.Effects = append(plan.Effects, resets{r.e}.unregistered(r.n.NewAttempt)...)
	return planLine(row.Attempt, plan), statuses{r.e}.save(ctx, tx, &timedOut, r.e.now())
}
