package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// passedDue reports whether an exam is over for a learner: its due date has passed
// or, for a timed exam without one, the course's end (edx-proctoring 5.2.0,
// api.is_exam_passed_due).
func passedDue(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64, now time.Time) (bool, error) {
	due, err := dueDate(ctx, tx, exam, userID)
	if err != nil {
		return false, err
	}
	end, err := tx.CourseEnd(ctx, exam.CourseID.Raw())
	return model.IsPassedDue(exam, due, end, now), err
}

// DueDate returns when an exam is due for a learner, in UTC; nil if it never is
// (edx-proctoring 5.2.0, utils.get_exam_due_date). User 0 stands for no learner in
// particular.
func (e examReads) DueDate(ctx context.Context, exam model.Exam, userID int64) (due *time.Time, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		due, err = dueDate(ctx, tx, exam, userID)
		return err
	})
	return due, err
}

// dueDate returns the date from edx-when, or else the exam's own.
func dueDate(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64) (*time.Time, error) {
	due, err := tx.DueDate(ctx, exam.CourseID.Raw(), exam.ContentID.Raw(), userID)
	if err != nil || due != nil {
		return due, err
	}
	return exam.DueDate, nil
}

// IsPassedDue reports whether an exam is over for a learner: its due date has passed
// or, for a timed exam without one, the course's end (edx-proctoring 5.2.0,
// api.is_exam_passed_due).
func (e examReads) IsPassedDue(ctx context.Context, exam model.Exam, userID int64) (passed bool, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		passed, err = passedDue(ctx, tx, exam, userID, e.now())
		return err
	})
	return passed, err
}
