package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// createAndDecline creates an attempt for a learner and declines it at once, together
// with the course's other exams (edx-proctoring 5.2.0,
// api._create_and_decline_attempt).
func (e *EdxProctoring) createAndDecline(ctx context.Context, examID, userID int64) (plan model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedCreateAttempt, e.ofLearner(examID, userID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		n, err := e.newAttempt(ctx, tx, examID, userID, false, 0)
		if err != nil {
			return nil, err
		}
		made, err := e.insertNow(ctx, tx, n)
		if err != nil {
			return nil, err
		}
		if plan, err = e.setStatus(ctx, tx, made.After.ID, model.Declined, model.TransitionOptions{}, n.Now); err != nil {
			return nil, err
		}
		lines := []line{planLine(made.After, made), planLine(plan.After, plan)}
		plan.Effects = append(made.Effects, plan.Effects...)
		return lines, nil
	})
	return plan, err
}
