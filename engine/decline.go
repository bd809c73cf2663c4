package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// createAndDecline makes an attempt for a learner and declines it at once, and
// the course's other exams with it (edx-proctoring 5.2.0,
// api._create_and_decline_attempt).
func (e *Engine) createAndDecline(ctx context.Context, examID, userID int64) (plan model.Plan, err error) {
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		n, err := e.newAttempt(ctx, tx, examID, userID, false, 0)
		if err != nil {
			return err
		}
		if plan, err = e.insertNow(ctx, tx, n); err != nil {
			return err
		}
		if err := e.record(ctx, tx, n.Now, plan.Effects); err != nil {
			return err
		}
		declined, err := e.setStatus(ctx, tx, plan.After.ID, model.Declined, model.TransitionOptions{}, n.Now)
		declined.Effects = append(plan.Effects, declined.Effects...)
		plan = declined
		return err
	})
	return plan, err
}
