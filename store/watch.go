package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// watch is a connection of its own on which SQLite reports whether others have
// written since: PRAGMA data_version is only comparable on one connection.
type watch struct {
	mu    sync.Mutex
	pool  *sql.DB
	conn  *sql.Conn
	count int
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
