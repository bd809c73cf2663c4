package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// UpdateAttemptStatus moves an attempt to a status, with everything that follows
// (edx-proctoring 5.2.0, api.update_attempt_status): cascades, history and, in the
// outbox, what the platform is told. It is one transaction.
func (e *EdxProctoring) UpdateAttemptStatus(ctx context.Context, id int64, to model.AttemptStatus, opts model.TransitionOptions) (model.Plan, error) {
	var plan model.Plan
	err := e.do(ctx, e.caller(), model.DeedUpdateAttempt, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		var err error
		plan, err = e.setStatus(ctx, tx, id, to, opts, e.now())
		return []line{planLine(plan.After, plan)}, err
	})
	return plan, err
}

// statuses moves attempts from one status to the next.
type statuses struct{ *core }

// setStatus carries out a change of status; the caller records its effects.
func (e statuses) setStatus(ctx context.Context, tx *store.Tx, id int64, to model.AttemptStatus, opts model.TransitionOptions, now time.Time) (model.Plan, error) {
	plan, err := e.planStatus(ctx, tx, id, to, opts, now)
	if err != nil {
		return model.Plan{}, err
	}
	if err := e.save(ctx, tx, &plan, now); err != nil {
		return model.Plan{}, err
	}
	return plan, nil
}

// planStatus works out what a change of status would do.
func (e statuses) planStatus(ctx context.Context, tx *store.Tx, id int64, to model.AttemptStatus, opts model.TransitionOptions, now time.Time) (model.Plan, error) {
	s, err := decisions(e).situation(ctx, tx, id)
	if err != nil {
		return model.Plan{}, err
	}
	s.Now = now
	if to == model.Started && s.Attempt.StartedAt == nil {
		if s.AllowedMinutes, err = allowedMinutes(ctx, tx, s.Exam, s.Attempt.UserID, now); err != nil {
			return model.Plan{}, err
		}
	}
	return model.Transition(s.Situation, to, opts)
}

// save writes a plan's rows in order. New rows get their code and id here, also where
// the plan mentions them later.
func (e statuses) save(ctx context.Context, tx *store.Tx, plan *model.Plan, at time.Time) error {
	for i := range plan.Saves {
		s := &plan.Saves[i]
		if s.Kind == model.SaveCreate && s.Attempt.Code == "" {
			s.Attempt.Code = model.Text(e.cfg.NewCode())
		}
		id, err := tx.SaveAttempt(ctx, *s, at)
		if err != nil {
			return err
		}
		if s.Kind == model.SaveCreate {
			s.Attempt.ID = id
			plan.Created(s.Attempt)
		}
	}
	return nil
}

// allowedMinutes returns how many minutes a learner gets who starts an exam now; the
// due date is the learner's own if they have one.
func allowedMinutes(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64, now time.Time) (int, error) {
	return allowedMinutesBut(ctx, tx, exam, userID, 0, now)
}

// allowedMinutesBut is [allowedMinutes] as if one attempt did not exist.
func allowedMinutesBut(ctx context.Context, tx *store.Tx, exam model.Exam, userID, but int64, now time.Time) (int, error) {
	current, err := tx.NewestAttemptBut(ctx, exam.ID, userID, but)
	if err != nil {
		return 0, err
	}
	minutes := 0
	if current == nil || current.TimeRemainingSeconds == nil || *current.TimeRemainingSeconds == 0 {
		// If an attempt has time left, the allowance is not read: a retired learner's
		// no longer has a number.
		granted, err := tx.AllowanceOf(ctx, exam.ID, userID, model.AllowanceAdditionalTime)
		if err != nil {
			return 0, err
		}
		if granted != nil {
			if minutes, err = model.GrantedMinutes(granted.Value.Raw()); err != nil {
				return 0, err
			}
		}
	}
	if exam.DueDate, err = dueDate(ctx, tx, exam, userID); err != nil {
		return 0, err
	}
	return model.AllowedMinutes(exam, current, minutes, now), nil
}

// MarkReadyToResume lets a learner continue an attempt that broke off (edx-proctoring
// 5.2.0, api.mark_exam_attempt_as_ready_to_resume).
func (e *EdxProctoring) MarkReadyToResume(ctx context.Context, id int64) error {
	return e.change(ctx, model.DeedResume, id, func(a *model.Attempt) error {
		if err := a.CheckResumable(); err != nil {
			return err
		}
		a.ReadyToResume, a.IsResumable = true, false
		return nil
	})
}

// MarkResumed notes that a later attempt continues this one (edx-proctoring 5.2.0,
// api.mark_exam_attempt_as_resumed).
func (e *EdxProctoring) MarkResumed(ctx context.Context, id int64) error {
	return e.change(ctx, model.DeedUpdateAttempt, id, func(a *model.Attempt) error {
		if !a.InResumeProcess() {
			return model.Errorf(model.CodeIllegalTransition, "Attempt %d was not marked as ready to resume.", a.ID)
		}
		a.Resumed, a.IsResumable = true, false
		return nil
	})
}

// UpdateAttempt changes values that have no consequences (edx-proctoring 5.2.0,
// api.update_exam_attempt).
func (e *EdxProctoring) UpdateAttempt(ctx context.Context, id int64, c model.AttemptChange) error {
	return e.change(ctx, model.DeedUpdateAttempt, id, func(a *model.Attempt) error {
		if c.IsStatusAcknowledged != nil {
			a.IsStatusAcknowledged = *c.IsStatusAcknowledged
		}
		if c.TimeRemainingSeconds != nil {
			if *c.TimeRemainingSeconds < 0 {
				return model.Errorf(model.CodeInvalid, "%d seconds is not a time that can remain; give 0 or more.", *c.TimeRemainingSeconds)
			}
			a.TimeRemainingSeconds = c.TimeRemainingSeconds
		}
		return nil
	})
}

// change edits an attempt's row and adds its history row.
func (e *EdxProctoring) change(ctx context.Context, deed model.Deed, id int64, edit func(*model.Attempt) error) error {
	return e.do(ctx, e.caller(), deed, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := edit(&row.Attempt); err != nil {
			return nil, err
		}
		row.Attempt.Modified = e.now()
		_, err = tx.SaveAttempt(ctx, model.Save{Kind: model.SaveUpdate, Attempt: row.Attempt, Exam: row.Exam}, row.Attempt.Modified)
		is := string(row.Attempt.Status)
		return []line{{subject: attemptSubject(row.Attempt), from: is, to: is}}, err
	})
}
