package engine

import (
	"context"
	"fmt"

	"examdesk/model"
	"examdesk/store"
)

// planReset works out the whole reset: what becomes of the former attempt, and the
// attempt that follows it, with every refusal that creating one can meet. It asks no
// service and assumes that the service will agree; if the service refuses, nothing is
// written at all.
func (e resets) planReset(ctx context.Context, tx *store.Tx, row model.AttemptRow, by *model.Learner) (model.Plan, error) {
	former, err := model.Reset(removals(e).removal(row, by))
	if err == nil {
		err = e.isNewest(ctx, tx, row)
	}
	if err != nil {
		return former, err
	}
	but := int64(0)
	if row.Attempt.Status == model.Submitted {
		but = row.Attempt.ID
	}
	n := preparedAttempt{}
	if n.NewAttempt, err = creation(e).newAttempt(ctx, tx, row.Exam.ID, row.Attempt.UserID, row.Attempt.TakingAsProctored, but); err != nil {
		return former, err
	}
	if err := creation(e).mayMake(n.NewAttempt); err != nil {
		return former, err
	}
	n.Registered = n.Proctored && e.told(n.Exam)
	timedOut, err := e.planNext(ctx, tx, n.NewAttempt, row.Attempt.ID)
	if err != nil {
		return former, err
	}
	created, err := model.Create(n.NewAttempt)
	former.Effects = append(former.Effects, n.asked(timedOut.Effects)...)
	former.Effects = append(former.Effects, e.unregistered(n.NewAttempt)...)
	former.Effects = append(former.Effects, created.Effects...)
	return former, err
}

// told reports whether the service of an exam is told directly.
func (e resets) told(exam model.Exam) bool {
	b := e.cfg.Backends.Resolve(exam)
	return b != nil && e.service(b.Name) != nil
}

// unregistered warns that the service will not know the new attempt, so that no one
// can take it.
func (e resets) unregistered(n model.NewAttempt) []model.Effect {
	if !n.Proctored || e.told(n.Exam) {
		return nil
	}
	a := model.Attempt{ExamID: n.Exam.ID, UserID: n.UserID}
	name := e.cfg.Backends.Resolve(n.Exam).Name
	return []model.Effect{{
		Kind: model.EffectBackend, Certainty: model.WillNot, Exam: n.Exam, Attempt: a, Value: model.BackendRegister,
		Reason: fmt.Sprintf("no credentials for %s are configured here, so it turns the learner away until the platform registers the attempt", model.Clean(name)),
	}}
}

// planNext works out what happens when the attempt that is newest after the removal
// is read: if its time is over, it is submitted.
func (e resets) planNext(ctx context.Context, tx *store.Tx, n model.NewAttempt, former int64) (plan model.Plan, err error) {
	next := n.Existing
	if next == nil || next.ID == former || !n.Proctored {
		return plan, nil
	}
	end, over := next.ExpiredAt(e.now())
	if !over {
		return plan, nil
	}
	return statuses(e).planStatus(ctx, tx, next.ID, model.TimedOut, model.TransitionOptions{TimeoutAt: &end}, e.now())
}

// resets gives learners another attempt.
type resets struct{ *core }

// isNewest refuses to reset an attempt that has a later one.
func (e resets) isNewest(ctx context.Context, tx *store.Tx, row model.AttemptRow) error {
	newest, err := tx.NewestAttempt(ctx, row.Exam.ID, row.Attempt.UserID)
	if err == nil && newest != nil && newest.ID != row.Attempt.ID {
		return model.Errorf(model.CodeConflict, "Attempt %d is followed by attempt %d; reset that one instead.", row.Attempt.ID, newest.ID)
	}
	return err
}
