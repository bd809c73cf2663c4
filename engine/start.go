package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// StartAttempt starts a learner's newest attempt at an exam (edx-proctoring
// 5.2.0, api.start_exam_attempt) and returns its id. [model.CodeNotFound] if
// there is none, [model.CodeConflict] if it runs already.
func (e *Engine) StartAttempt(ctx context.Context, examID, userID int64) (int64, model.Plan, error) {
	return e.start(ctx, func(tx *store.Tx) (*model.Attempt, error) { return tx.NewestAttempt(ctx, examID, userID) })
}

// StartAttemptByCode starts the attempt of an attempt code, which is all that a
// proctoring service knows (edx-proctoring 5.2.0,
// api.start_exam_attempt_by_code).
func (e *Engine) StartAttemptByCode(ctx context.Context, code string) (int64, model.Plan, error) {
	return e.start(ctx, func(tx *store.Tx) (*model.Attempt, error) { return tx.AttemptByCode(ctx, code) })
}

func (e *Engine) start(ctx context.Context, find func(*store.Tx) (*model.Attempt, error)) (id int64, plan model.Plan, err error) {
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		a, err := find(tx)
		switch {
		case err != nil:
			return err
		case a == nil:
			return model.Errorf(model.CodeNotFound, "There is no attempt to start.")
		case a.StartedAt != nil && a.Status == model.Started:
			return model.Errorf(model.CodeConflict, "Attempt %d has started already.", a.ID)
		}
		id = a.ID
		plan, err = e.setStatus(ctx, tx, a.ID, model.Started, model.TransitionOptions{}, e.now())
		return err
	})
	return id, plan, err
}
