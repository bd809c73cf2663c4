package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// StartAttempt starts a learner's newest attempt at an exam (edx-proctoring 5.2.0,
// api.start_exam_attempt) and returns its id. [model.CodeNotFound] if there is none,
// [model.CodeConflict] if it is already running.
func (e *EdxProctoring) StartAttempt(ctx context.Context, examID, userID int64) (int64, model.Plan, error) {
	return e.start(ctx, func(tx *store.Tx) (*model.Attempt, error) { return tx.NewestAttempt(ctx, examID, userID) })
}

// StartAttemptByCode starts the attempt with a code, which is all that a proctoring
// service knows (edx-proctoring 5.2.0, api.start_exam_attempt_by_code).
func (e *EdxProctoring) StartAttemptByCode(ctx context.Context, code string) (int64, model.Plan, error) {
	return e.start(ctx, func(tx *store.Tx) (*model.Attempt, error) { return tx.AttemptByCode(ctx, code) })
}

func (e *EdxProctoring) start(ctx context.Context, find func(*store.Tx) (*model.Attempt, error)) (id int64, plan model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedStartAttempt, e.ofFound(find), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		a, err := find(tx)
		switch {
		case err != nil:
			return nil, err
		case a == nil:
			return nil, model.Errorf(model.CodeNotFound, "There is no attempt to start.")
		case a.StartedAt != nil && a.Status == model.Started:
			return nil, model.Errorf(model.CodeConflict, "Attempt %d has already started.", a.ID)
		}
		id = a.ID
		plan, err = e.setStatus(ctx, tx, a.ID, model.Started, model.TransitionOptions{}, e.now())
		return []line{planLine(plan.After, plan)}, err
	})
	return id, plan, err
}
