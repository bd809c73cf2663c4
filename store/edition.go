package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"examdesk/model"
)

// watch is a connection of its own on which SQLite reports whether others have
// written since: PRAGMA data_version is only comparable on one connection.
type watch struct {
	mu    sync.Mutex
	pool  *sql.DB
	conn  *sql.Conn
	count int
}

// Edition names the state of the store as it is now. It is another one after
// anybody has written, and costs no reading of rows.
func (s *Store) Edition(ctx context.Context) (string, error) {
	if err := s.sameFile(); err != nil {
		return "", err
	}
	if err := s.read.follow(ctx); err != nil {
		return "", mapError(err, "look for changes")
	}
	if at, live := s.read.since(); !live {
		return at, nil
	}
	version, err := s.watch.version(ctx, s.read.path)
	return version, mapError(err, "look for changes")
}

// since names when the file was opened that is read; live reports that changes
// are seen without opening it again.
func (r *source) since() (at string, live bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return "opened " + fmt.Sprint(r.opened.UnixNano()), r.how == wayLive
}

func (w *watch) version(ctx context.Context, path string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		if err := w.open(ctx, path); err != nil {
			return "", err
		}
	}
	var version int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return "", errors.Join(err, w.close())
	}
	return fmt.Sprintf("%d.%d", w.count, version), nil
}

func (w *watch) open(ctx context.Context, path string) (err error) {
	if w.pool, err = openPool(path, modeRead, 1); err != nil {
		return err
	}
	if w.conn, err = w.pool.Conn(ctx); err != nil {
		return errors.Join(err, w.close())
	}
	w.count++ // a new connection counts from its own beginning
	return nil
}

func (w *watch) close() error {
	var err error
	if w.conn != nil {
		err = w.conn.Close()
	}
	if w.pool != nil {
		err = errors.Join(err, w.pool.Close())
	}
	w.conn, w.pool = nil, nil
	return err
}

// RowsByID reads attempts by id as a list shows them; those that are gone are
// left out.
func (s *Store) RowsByID(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	rows, err := s.rowsByID(ctx, s.read, ids)
	if err != nil {
		return nil, err
	}
	out := make([]model.AttemptRow, 0, len(rows))
	for _, id := range ids {
		if row, ok := rows[id]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
