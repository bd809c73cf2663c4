package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

const allowanceColumns = "id, proctored_exam_id, user_id, key, value, created, modified"

func scanAllowance(a *model.Allowance) []any {
	return []any{&a.ID, num(&a.ExamID), num(&a.UserID), text(&a.Key), text(&a.Value), scanTime{&a.Created}, scanTime{&a.Modified}}
}

// allowanceTables are the allowances, with their archive.
type allowanceTables struct{ *session }

// AllowanceOf reads what a learner was granted under a key for an exam, nil for
// nothing.
func (t allowanceTables) AllowanceOf(ctx context.Context, examID, userID int64, key string) (*model.Allowance, error) {
	var a model.Allowance
	err := t.tx.QueryRowContext(ctx, "SELECT "+allowanceColumns+" FROM "+tableAllowance+
		" WHERE proctored_exam_id = ? AND user_id = ? AND key = ?", examID, userID, key).Scan(scanAllowance(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, mapError(err, "read the learner's allowance")
	}
	return &a, nil
}

// AllowancesOfUser reads all that a learner was granted, in any course.
func (t allowanceTables) AllowancesOfUser(ctx context.Context, userID int64) ([]model.Allowance, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+allowanceColumns+" FROM "+tableAllowance+" WHERE user_id = ? ORDER BY id", userID)
	if err != nil {
		return nil, mapError(err, "read the learner's allowances")
	}
	out, err := collect(rows, scanAllowance)
	return out, mapError(err, "read the learner's allowances")
}

// InsertAllowance writes a new allowance and returns its id.
func (t allowanceTables) InsertAllowance(ctx context.Context, a model.Allowance, at time.Time) (int64, error) {
	res, err := t.exec(ctx, "write the allowance", "INSERT INTO "+tableAllowance+
		" (created, modified, key, value, proctored_exam_id, user_id) VALUES (?, ?, ?, ?, ?, ?)",
		formatTime(at), formatTime(at), a.Key.Raw(), a.Value.Raw(), a.ExamID, a.UserID)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, mapError(err, "write the allowance")
}

// UpdateAllowance changes an allowance's value; the former one goes to the
// archive.
func (t allowanceTables) UpdateAllowance(ctx context.Context, id int64, value string, at time.Time) error {
	if err := t.archiveAllowance(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the allowance", "UPDATE "+tableAllowance+" SET value = ?, modified = ? WHERE id = ?", value, formatTime(at), id)
}

// DeleteAllowance removes an allowance and archives it.
func (t allowanceTables) DeleteAllowance(ctx context.Context, id int64, at time.Time) error {
	if err := t.archiveAllowance(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "delete the allowance", "DELETE FROM "+tableAllowance+" WHERE id = ?", id)
}

func (t allowanceTables) archiveAllowance(ctx context.Context, id int64, at time.Time) error {
	return t.archive(ctx, model.HistoryAllowance, "archive the allowance", "INSERT INTO "+tableAllowanceHistory+
		" (created, modified, allowance_id, key, value, proctored_exam_id, user_id)"+
		" SELECT ?, ?, id, key, value, proctored_exam_id, user_id FROM "+tableAllowance+" WHERE id = ?", formatTime(at), formatTime(at), id)
}

// EmptyAllowanceHistory empties the values of a learner's archived allowances,
// and forgets what batches of ours did to them and why people did it.
func (t allowanceTables) EmptyAllowanceHistory(ctx context.Context, userID int64, at time.Time) error {
	if err := errors.Join(batchTables(t).forgetBatchLines(ctx, userID), activityTables(t).EraseReasons(ctx, userID)); err != nil {
		return err
	}
	_, err := t.exec(ctx, "empty the archived allowances", "UPDATE "+tableAllowanceHistory+" SET value = '', modified = ? WHERE user_id = ?", formatTime(at), userID)
	return err
}
