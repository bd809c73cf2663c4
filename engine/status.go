package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// UpdateAttemptStatus moves an attempt to a status with all that follows
// (edx-proctoring 5.2.0, api.update_attempt_status): cascades, history and, in
// the outbox, what a platform is told. It is one transaction.
func (e *Engine) UpdateAttemptStatus(ctx context.Context, id int64, to model.AttemptStatus, opts model.TransitionOptions) (model.Plan, error) {
	var plan model.Plan
	err := e.store.Update(ctx, func(tx *store.Tx) error {
		var err error
		plan, err = e.setStatus(ctx, tx, id, to, opts, e.now())
		return err
	})
	return plan, err
}

func (e *Engine) setStatus(ctx context.Context, tx *store.Tx, id int64, to model.AttemptStatus, opts model.TransitionOptions, now time.Time) (model.Plan, error) {
	s, err := e.situation(ctx, tx, id)
	if err != nil {
		return model.Plan{}, err
	}
	s.Now = now
	if to == model.Started && s.Attempt.StartedAt == nil {
		if s.AllowedMinutes, err = allowedMinutes(ctx, tx, s.Exam, s.Attempt.UserID, now); err != nil {
			return model.Plan{}, err
		}
	}
	plan, err := model.Transition(s.Situation, to, opts)
	if err != nil {
		return model.Plan{}, err
	}
	if err := e.save(ctx, tx, plan); err != nil {
		return model.Plan{}, err
	}
	return plan, tx.RecordEffects(ctx, now, plan.Effects)
}

// save writes a plan's rows in order.
func (e *Engine) save(ctx context.Context, tx *store.Tx, plan model.Plan) error {
	for _, save := range plan.Saves {
		code := ""
		if save.Kind == model.SaveCreate {
			code = e.cfg.NewCode()
		}
		if _, err := tx.SaveAttempt(ctx, save, code); err != nil {
			return err
		}
	}
	return nil
}

// allowedMinutes is how many minutes a learner gets who starts an exam now; the
// due date is the learner's own where they have one.
func allowedMinutes(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64, now time.Time) (int, error) {
	current, err := tx.NewestAttempt(ctx, exam.ID, userID)
	if err != nil {
		return 0, err
	}
	value, granted, err := tx.Allowance(ctx, exam.ID, userID, model.AllowanceAdditionalTime)
	if err != nil {
		return 0, err
	}
	minutes := 0
	if granted {
		if minutes, err = model.GrantedMinutes(value); err != nil {
			return 0, err
		}
	}
	if exam.DueDate, err = dueDate(ctx, tx, exam, userID); err != nil {
		return 0, err
	}
	return model.AllowedMinutes(exam, current, minutes, now), nil
}

// MarkReadyToResume lets a learner go on with an attempt that broke off
// (edx-proctoring 5.2.0, api.mark_exam_attempt_as_ready_to_resume).
func (e *Engine) MarkReadyToResume(ctx context.Context, id int64) error {
	return e.change(ctx, id, func(a *model.Attempt) error {
		if !a.IsResumable {
			return model.Errorf(model.CodeIllegalTransition, "Attempt %d cannot be resumed: only one that broke off can.", a.ID)
		}
		a.ReadyToResume, a.IsResumable = true, false
		return nil
	})
}

// MarkResumed notes that a later attempt goes on with this one (edx-proctoring
// 5.2.0, api.mark_exam_attempt_as_resumed).
func (e *Engine) MarkResumed(ctx context.Context, id int64) error {
	return e.change(ctx, id, func(a *model.Attempt) error {
		if !a.InResumeProcess() {
			return model.Errorf(model.CodeIllegalTransition, "Attempt %d was not marked as ready to resume.", a.ID)
		}
		a.Resumed, a.IsResumable = true, false
		return nil
	})
}

// change edits an attempt's own row, with its history row.
func (e *Engine) change(ctx context.Context, id int64, edit func(*model.Attempt) error) error {
	return e.store.Update(ctx, func(tx *store.Tx) error {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return err
		}
		if err := edit(&row.Attempt); err != nil {
			return err
		}
		row.Attempt.Modified = e.now()
		_, err = tx.SaveAttempt(ctx, model.Save{Kind: model.SaveUpdate, Attempt: row.Attempt, Exam: row.Exam}, "")
		return err
	})
}
