package store

import (
	"context"
	"database/sql"
	"errors"

	"examdesk/model"
)

// Exam reads an exam; [model.CodeNotFound] if there is none.
func (t *Tx) Exam(ctx context.Context, id int64) (model.Exam, error) {
	e, err := t.exam(ctx, "e.id = ?", id)
	if errors.Is(err, sql.ErrNoRows) {
		return e, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
	}
	return e, mapError(err, "read the exam")
}

// ExamByContent reads the exam of a course's block; [model.CodeNotFound] if
// there is none.
func (t *Tx) ExamByContent(ctx context.Context, course, content string) (model.Exam, error) {
	e, err := t.exam(ctx, "e.course_id = ? AND e.content_id = ?", course, content)
	if errors.Is(err, sql.ErrNoRows) {
		return e, model.Errorf(model.CodeNotFound, "There is no exam %s in the course %s.", model.Clean(content), model.Clean(course))
	}
	return e, mapError(err, "read the exam")
}

func (t *Tx) exam(ctx context.Context, where string, args ...any) (model.Exam, error) {
	var e model.Exam
	err := t.tx.QueryRowContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e WHERE "+where+" LIMIT 1", args...).Scan(scanExam(&e)...)
	return e, err
}

// NewestAttempt is a learner's newest attempt at an exam, nil if there is none.
func (t *Tx) NewestAttempt(ctx context.Context, examID, userID int64) (*model.Attempt, error) {
	return t.NewestAttemptBut(ctx, examID, userID, 0)
}

// NewestAttemptBut is the newest one as if an attempt were not there.
func (t *Tx) NewestAttemptBut(ctx context.Context, examID, userID, but int64) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableAttempt+` a
		WHERE a.proctored_exam_id = ? AND a.user_id = ? AND a.id <> ? ORDER BY a.created DESC, a.id DESC LIMIT 1`, examID, userID, but).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the learner's newest attempt")
}

// AttemptByCode is the attempt of an attempt code, nil if there is none. The
// original also finds an attempt without a code by none.
func (t *Tx) AttemptByCode(ctx context.Context, code string) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableAttempt+" a WHERE a.attempt_code IS ? ORDER BY a.id LIMIT 1",
		nullText(model.Text(code))).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the attempt")
}

// AttemptIDs are a learner's attempts at an exam, the oldest first.
func (t *Tx) AttemptIDs(ctx context.Context, examID, userID int64) ([]int64, error) {
	return t.ids(ctx, "find the learner's attempts", "SELECT id FROM "+tableAttempt+" WHERE proctored_exam_id = ? AND user_id = ? ORDER BY id", examID, userID)
}

// ids reads a column of ids.
func (t *Tx) ids(ctx context.Context, doing, query string, args ...any) ([]int64, error) {
	rows, err := t.tx.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // each closes them
	if err != nil {
		return nil, mapError(err, doing)
	}
	var out []int64
	err = each(rows, func() error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, mapError(err, doing)
}
