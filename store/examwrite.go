package store

import (
	"context"

	"examdesk/model"
)

// SaveExam writes an exam's row and its history row, as a save in Django with
// simple-history does. It returns the exam's id.
func (t examTables) SaveExam(ctx context.Context, e model.Exam, kind model.SaveKind) (int64, error) {
	var due any
	if e.DueDate != nil {
		due = formatTime(*e.DueDate)
	}
	args := []any{
		formatTime(e.Modified), e.ExternalIDOrNil(), e.Name.Raw(), e.TimeLimitMins, due, e.IsProctored, e.IsPracticeExam,
		e.IsActive, e.HideAfterDue, e.BackendOrNil(), e.CourseID.Raw(), e.ContentID.Raw(),
	}
	const set = `modified = ?, external_id = ?, exam_name = ?, time_limit_mins = ?, due_date = ?, is_proctored = ?,
		is_practice_exam = ?, is_active = ?, hide_after_due = ?, backend = ?, course_id = ?, content_id = ?`
	if kind == model.SaveCreate {
		res, err := t.exec(ctx, "write the exam", "INSERT INTO "+tableExam+` (modified, external_id, exam_name, time_limit_mins, due_date,
			is_proctored, is_practice_exam, is_active, hide_after_due, backend, course_id, content_id, created)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(args, formatTime(e.Created))...)
		if err != nil {
			return 0, err
		}
		if e.ID, err = res.LastInsertId(); err != nil {
			return 0, mapError(err, "write the exam")
		}
	} else if err := t.execOne(ctx, "write the exam", "UPDATE "+tableExam+" SET "+set+" WHERE id = ?", append(args, e.ID)...); err != nil {
		return 0, err
	}
	const columns = `id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date,
		is_proctored, is_practice_exam, is_active, hide_after_due, backend`
	return e.ID, t.archive(ctx, model.HistoryExam, "write the exam's history", "INSERT INTO "+tableExamHistory+" ("+columns+`, history_date, history_type, history_user_id)
		SELECT `+columns+", ?, ?, ? FROM "+tableExam+" WHERE id = ?", formatTime(e.Modified), string(kind), nullID(t.by), e.ID)
}
