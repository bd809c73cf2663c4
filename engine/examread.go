package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// examReads answers questions about exams and when they are due.
type examReads struct{ *core }

// Exam reads an exam by id (edx-proctoring 5.2.0, api.get_exam_by_id).
func (e examReads) Exam(ctx context.Context, id int64) (exam model.Exam, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		exam, err = tx.Exam(ctx, id)
		return err
	})
	return exam, err
}

// ExamByContent reads the exam of a course's block (edx-proctoring 5.2.0,
// api.get_exam_by_content_id).
func (e examReads) ExamByContent(ctx context.Context, course, content string) (exam model.Exam, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		exam, err = tx.ExamByContent(ctx, course, content)
		return err
	})
	return exam, err
}
