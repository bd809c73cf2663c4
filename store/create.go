package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"time"

	"examdesk/model"
)

//go:embed schema/django.sql
var djangoSchema string

// Create makes a new, empty store with the tables of edx-proctoring 5.2.0. It
// refuses a file that is there.
func Create(ctx context.Context, path string) error {
	return create(ctx, path, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, djangoSchema); err != nil {
			return mapError(err, "create the store's tables")
		}
		// As Django does; a guest is known by it. See [Store.Identity].
		_, err := tx.ExecContext(ctx, "UPDATE django_migrations SET applied = ?", formatTime(time.Now()))
		return mapError(err, "create the store's tables")
	})
}

// create makes a new file that its owner alone can read, with what f puts into it.
func create(ctx context.Context, path string, f func(*sql.Tx) error) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return model.Wrap(err, model.CodeConflict, "%s already exists; a new store needs a new file.", path)
	case err != nil:
		return model.Wrap(err, model.CodeUnavailable, "The store %s cannot be created there.", path)
	}
	if err := file.Close(); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The store %s cannot be created.", path)
	}
	db, err := openPool(path, modeWrite, 1)
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	defer func() {
		err = errors.Join(err, db.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return mapError(err, "create the store")
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return mapError(tx.Commit(), "create the store")
}
