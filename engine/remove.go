package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// RemoveAttempt removes an attempt (edx-proctoring 5.2.0,
// api.remove_exam_attempt); its history and its review stay. by is who asked
// for it, nil for nobody in particular.
func (e *EdxProctoring) RemoveAttempt(ctx context.Context, id int64, by *model.Learner) (plan model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedRemove, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		l, err := e.removeIn(ctx, tx, id, by, &plan)
		return []line{l}, err
	})
	return plan, err
}

// RemoveAttempts removes all of a learner's attempts at an exam
// (edx-proctoring 5.2.0, views.StudentProctoredExamResetAttempts), all or none;
// [model.CodeNotFound] if there is none.
func (e *EdxProctoring) RemoveAttempts(ctx context.Context, examID, userID int64, by *model.Learner) (plans []model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedRemove, e.ofExam(examID), func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		ids, err := tx.AttemptIDs(ctx, examID, userID)
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			return nil, model.Errorf(model.CodeNotFound, "The learner has no attempt at exam %d.", examID)
		}
		for _, id := range ids {
			var plan model.Plan
			l, err := e.removeIn(ctx, tx, id, by, &plan)
			if err != nil {
				return nil, err
			}
			lines, plans = append(lines, l), append(plans, plan)
		}
		return lines, nil
	})
	return plans, err
}

func (e *core) removeIn(ctx context.Context, tx *store.Tx, id int64, by *model.Learner, plan *model.Plan) (line, error) {
	row, err := tx.AttemptRow(ctx, id)
	if err != nil {
		return line{}, err
	}
	*plan = model.Remove(model.Removal{AttemptRow: row, By: by})
	return planLine(row.Attempt, *plan), e.save(ctx, tx, plan, e.now())
}

// ResetPracticeExam lets a learner take a practice or onboarding exam again
// (edx-proctoring 5.2.0, api.reset_practice_exam) and returns the id of the new
// attempt. [model.CodeNotFound] if there is nothing to reset,
// [model.CodeIllegalTransition] if what there is cannot be reset. The former
// attempt and the new one are written together or not at all.
func (e *EdxProctoring) ResetPracticeExam(ctx context.Context, examID, userID int64, by *model.Learner) (int64, model.Plan, error) {
	return e.reset(ctx, e.caller(), examID, userID, by, nil)
}

// reset is the reset of the attempt as it was seen, if expected says how.
func (e *core) reset(ctx context.Context, caller caller, examID, userID int64, by *model.Learner, expected *model.Version) (int64, model.Plan, error) {
	current, err := e.resettable(ctx, examID, userID)
	if err != nil {
		return 0, model.Plan{}, err
	}
	n, timedOut, err := e.prepareAttempt(ctx, caller, examID, userID, current.Attempt.TakingAsProctored)
	if err == nil && n.Proctored {
		err = e.register(ctx, &n)
	}
	if err != nil {
		return 0, timedOut, err
	}
	plan, err := e.insertAttempt(ctx, caller, model.DeedReset, e.ofAttempt(current.Attempt.ID), n.NewAttempt, func(tx *store.Tx) (line, error) {
		return e.resetIn(ctx, tx, current.Attempt.ID, by, expected)
	})
	if err != nil {
		e.unregister(ctx, n.NewAttempt)
		return 0, timedOut, err
	}
	return plan.After.ID, plan, nil
}

// resettable is the attempt to reset, before anybody is told of it.
func (e *core) resettable(ctx context.Context, examID, userID int64) (row model.AttemptRow, err error) {
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
		_, err = model.Reset(model.Removal{AttemptRow: row})
		return err
	})
	return row, err
}

func (e *core) resetIn(ctx context.Context, tx *store.Tx, id int64, by *model.Learner, expected *model.Version) (line, error) {
	row, err := tx.AttemptRow(ctx, id)
	if err != nil {
		return line{}, err
	}
	if expected != nil && !row.Version().Equal(*expected) {
		return line{}, model.AsConflict(*expected, row)
	}
	row.Attempt.Modified = e.now()
	plan, err := model.Reset(model.Removal{AttemptRow: row, By: by})
	if err != nil {
		return line{}, err
	}
	return planLine(row.Attempt, plan), e.save(ctx, tx, &plan, e.now())
}
