package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

// BatchLine is what a batch of allowances found and left; nil is nothing.
type BatchLine struct {
	UserID, ExamID int64
	Key            string
	AllowanceID    int64
	Former, Value  *string
}

// batchTables are the batches in which allowances were granted.
type batchTables struct{ *session }

// KeepsBatches reports whether the store has the tables of batches, which one that
// was migrated by an earlier version lacks.
func (t batchTables) KeepsBatches(ctx context.Context) (bool, error) {
	if !t.s.Info().Migrated {
		return false, nil
	}
	has, err := t.hasTable(ctx, "examdesk_allowance_line")
	return has, mapError(err, "look for the table of batches")
}

// InsertBatch records what was changed together and returns its number.
func (t batchTables) InsertBatch(ctx context.Context, b model.AllowanceBatch, by int64, lines []BatchLine) (int64, error) {
	res, err := t.exec(ctx, "record the batch", "INSERT INTO examdesk_allowance_batch (at, by_user_id, what, undoes) VALUES (?, ?, ?, ?)",
		formatTime(b.At), by, b.What.Raw(), b.Undoes)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return 0, mapError(err, "record the batch")
	}
	for _, l := range lines {
		_, err := t.exec(ctx, "record the batch", "INSERT INTO examdesk_allowance_line (batch_id, user_id, exam_id, key, allowance_id, former, value) VALUES (?, ?, ?, ?, ?, ?, ?)",
			id, l.UserID, l.ExamID, l.Key, l.AllowanceID, l.Former, l.Value)
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}

const batchSelect = `SELECT b.id, b.at, coalesce(u.username, ''), b.what, b.undoes,
	(SELECT count(*) FROM examdesk_allowance_line l WHERE l.batch_id = b.id)
	FROM examdesk_allowance_batch b LEFT JOIN auth_user u ON u.id = b.by_user_id`

func scanBatch(row interface{ Scan(...any) error }) (b model.AllowanceBatch, err error) {
	return b, row.Scan(&b.ID, scanTime{&b.At}, text(&b.By), text(&b.What), &b.Undoes, &b.Lines)
}

// Batch reads a batch; [model.CodeNotFound] if there is none.
func (t batchTables) Batch(ctx context.Context, id int64) (model.AllowanceBatch, error) {
	b, err := scanBatch(t.tx.QueryRowContext(ctx, batchSelect+" WHERE b.id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		return b, model.Errorf(model.CodeNotFound, "There is no batch %d of allowances.", id)
	}
	return b, mapError(err, "read the batch")
}

// Batches lists the newest batches.
func (t batchTables) Batches(ctx context.Context, limit int) ([]model.AllowanceBatch, error) {
	rows, err := t.tx.QueryContext(ctx, batchSelect+" ORDER BY b.id DESC LIMIT ?", limit)
	if err != nil {
		return nil, mapError(err, "list the batches")
	}
	var out []model.AllowanceBatch
	err = each(rows, func() error {
		b, err := scanBatch(rows)
		out = append(out, b)
		return err
	})
	return out, mapError(err, "list the batches")
}

// BatchLines reads what a batch did.
func (t batchTables) BatchLines(ctx context.Context, id int64) ([]BatchLine, error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT user_id, exam_id, key, allowance_id, former, value FROM examdesk_allowance_line
		WHERE batch_id = ? ORDER BY exam_id, user_id, key`, id)
	if err != nil {
		return nil, mapError(err, "read the batch")
	}
	var out []BatchLine
	err = each(rows, func() error {
		var l BatchLine
		if err := rows.Scan(&l.UserID, &l.ExamID, &l.Key, &l.AllowanceID, &l.Former, &l.Value); err != nil {
			return err
		}
		out = append(out, l)
		return nil
	})
	return out, mapError(err, "read the batch")
}

// BatchMark names one change of an allowance. That it was granted happens once,
// and has the zero time, since the archive does not keep when that was.
type BatchMark struct {
	AllowanceID int64
	At          time.Time
}

// BatchMarks returns for a learner's or an exam's changes in which batch they were
// made, and by whom; 0 does not narrow.
func (t batchTables) BatchMarks(ctx context.Context, userID, examID int64) (map[BatchMark]model.AllowanceBatch, error) {
	where := about("l.user_id", userID, "l.exam_id", examID)
	rows, err := t.tx.QueryContext(ctx, `SELECT l.allowance_id, l.former IS NULL, b.id, b.at, coalesce(u.username, '') FROM examdesk_allowance_line l
		JOIN examdesk_allowance_batch b ON b.id = l.batch_id LEFT JOIN auth_user u ON u.id = b.by_user_id
		WHERE `+where.sql+" ORDER BY b.id", where.args...)
	if err != nil {
		return nil, mapError(err, "read who did it")
	}
	out := map[BatchMark]model.AllowanceBatch{}
	err = each(rows, func() error {
		var m BatchMark
		var b model.AllowanceBatch
		var granted bool
		if err := rows.Scan(&m.AllowanceID, &granted, &b.ID, scanTime{&b.At}, text(&b.By)); err != nil {
			return err
		}
		if !granted {
			m.At = b.At
		}
		out[m] = b
		return nil
	})
	return out, mapError(err, "read who did it")
}

// forgetBatchLines drops what batches did to a learner's allowances.
func (t batchTables) forgetBatchLines(ctx context.Context, userID int64) error {
	if has, err := t.KeepsBatches(ctx); err != nil || !has {
		return err
	}
	_, err := t.exec(ctx, "forget the learner's batches", "DELETE FROM examdesk_allowance_line WHERE user_id = ?", userID)
	return err
}
