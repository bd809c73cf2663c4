package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// passedDue tells whether a learner's due date for an exam is over
// (edx-proctoring 5.2.0, api.is_exam_passed_due).
func passedDue(_ context.Context, _ *store.Tx, exam model.Exam, _ int64, now time.Time) (bool, error) {
	return exam.DueDate != nil && !exam.DueDate.After(now), nil
}
