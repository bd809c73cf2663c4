package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// Attempt reads an attempt as the original's API does (edx-proctoring 5.2.0,
// api.get_exam_attempt_by_id): reading an attempt whose time is over times it out.
// The desk's own [Guarded.ReadAttempt] changes nothing.
func (e *EdxProctoring) Attempt(ctx context.Context, id int64) (model.AttemptRow, model.Plan, error) {
	return e.attempt(ctx, e.caller(), id)
}

// attempts reads attempts as edx-proctoring does: an overdue one is timed out.
type attempts struct{ *core }

// attempt is [EdxProctoring.Attempt] for any caller.
func (e attempts) attempt(ctx context.Context, by caller, id int64) (model.AttemptRow, model.Plan, error) {
	var row model.AttemptRow
	err := e.store.View(ctx, func(tx *store.Tx) error {
		var err error
		row, err = tx.AttemptRow(ctx, id)
		return err
	})
	if err != nil {
		return model.AttemptRow{}, model.Plan{}, err
	}
	if _, over := row.Attempt.ExpiredAt(e.now()); !over {
		return row, model.Plan{}, nil
	}
	return e.timeOut(ctx, by, id)
}

// timeOut ends an attempt whose time is over, unless it has ended meanwhile.
func (e attempts) timeOut(ctx context.Context, by caller, id int64) (row model.AttemptRow, plan model.Plan, err error) {
	by.unguarded = true // the clock does it, whoever is reading
	err = e.do(ctx, by, model.DeedUpdateAttempt, targets(e).ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if row, err = tx.AttemptRow(ctx, id); err != nil {
			return nil, err
		}
		end, over := row.Attempt.ExpiredAt(e.now())
		if !over {
			return nil, nil
		}
		if plan, err = statuses(e).setStatus(ctx, tx, id, model.TimedOut, model.TransitionOptions{TimeoutAt: &end}, e.now()); err != nil {
			return nil, err
		}
		row, err = tx.AttemptRow(ctx, id)
		return []line{planLine(plan.After, plan)}, err
	})
	return row, plan, err
}

// CurrentAttempt returns a learner's newest attempt at an exam, read as by
// [EdxProctoring.Attempt]; the id is 0 if there is none (edx-proctoring 5.2.0,
// api.get_current_exam_attempt).
func (e *EdxProctoring) CurrentAttempt(ctx context.Context, examID, userID int64) (model.AttemptRow, model.Plan, error) {
	var newest *model.Attempt
	err := e.store.View(ctx, func(tx *store.Tx) error {
		var err error
		newest, err = tx.NewestAttempt(ctx, examID, userID)
		return err
	})
	if err != nil || newest == nil {
		return model.AttemptRow{}, model.Plan{}, err
	}
	return e.Attempt(ctx, newest.ID)
}
