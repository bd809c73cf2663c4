package store

import (
	"context"
	"database/sql"
	"errors"
	"unicode/utf8"

	"examdesk/model"
)

// Tx is a transaction: one snapshot to read from, or one write that happens
// whole or not at all.
type Tx struct {
	tx *sql.Tx
	s  *Store
	// told reports whether something to deliver was written.
	told bool
	// by is who acts; see [Tx.As].
	by int64
	// archived are the rows of Django's history and archives written so far.
	archived map[model.HistorySource]model.IDRange
}

// View runs f on one snapshot of the store.
func (s *Store) View(ctx context.Context, f func(*Tx) error) (err error) {
	if err := s.sameFile(); err != nil {
		return err
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return mapError(err, "read")
	}
	defer func() {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) && err == nil {
			err = mapError(rollback, "read")
		}
	}()
	err = f(&Tx{tx: tx, s: s})
	if err == nil && s.read.torn() {
		return model.Errorf(model.CodeUnavailable, "The store was written by another program while it was being read; ask again.")
	}
	return mapError(err, "read")
}

// Written is how many write transactions this process has finished on the store.
func (s *Store) Written() int64 { return s.written.Load() }

// Update runs f in a write transaction. It is on disk when Update returns; if f
// or the commit fails, nothing was written.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	db, err := s.writer()
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return mapError(err, "begin to write")
	}
	// A panic in f is caught further up, and must not leave the store locked.
	defer func() { _ = tx.Rollback() }()
	t := &Tx{tx: tx, s: s}
	err = s.noticeOurs(ctx, tx)
	if err == nil {
		err = f(t)
	}
	if err != nil {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
		return mapError(err, "write")
	}
	if err := tx.Commit(); err != nil {
		return mapError(err, "write")
	}
	s.written.Add(1)
	if t.told {
		s.wake()
	}
	return nil
}

// noticeOurs notices that another process added examdesk's tables, or brought them up to
// date, while the store was open, so that what is written from then on is
// recorded there.
func (s *Store) noticeOurs(ctx context.Context, tx *sql.Tx) error {
	if i := s.Info(); i.Delivers && i.Reasons {
		return nil
	}
	migrated, delivers, err := ours(ctx, tx)
	if err != nil {
		return mapError(err, "begin to write")
	}
	reasons, err := hasTable(ctx, tx, "examdesk_reason")
	if err != nil {
		return mapError(err, "begin to write")
	}
	s.mu.Lock()
	s.info.Migrated, s.info.Delivers, s.info.Reasons = migrated, delivers, reasons
	s.mu.Unlock()
	return nil
}

func (t *Tx) exec(ctx context.Context, doing, query string, args ...any) (sql.Result, error) {
	if err := readable(args); err != nil {
		return nil, err
	}
	res, err := t.tx.ExecContext(ctx, query, args...)
	return res, mapError(err, doing)
}

// readable refuses a text that is not UTF-8, the last door before the rows: Django
// could no longer read the row. The ways in name the byte and the remedy.
func readable(args []any) error {
	for _, arg := range args {
		if s, is := arg.(string); is && !utf8.ValidString(s) {
			return model.Errorf(model.CodeInvalid, "%q is not valid UTF-8, which the database could not give back; nothing was written.", model.Clean(s))
		}
	}
	return nil
}

// execOne runs a statement that must change exactly one row.
func (t *Tx) execOne(ctx context.Context, doing, query string, args ...any) error {
	res, err := t.exec(ctx, doing, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return mapError(err, doing)
	}
	if n != 1 {
		return model.Errorf(model.CodeNotFound, "The row is no longer there.")
	}
	return nil
}
