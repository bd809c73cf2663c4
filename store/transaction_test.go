package store

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"modernc.org/sqlite"

	"examdesk/model"
)

// nameOf is a user's first name.
func nameOf(t *testing.T, s *Store, id int64) (name string) {
	t.Helper()
	if err := s.view(t.Context(), func(tx *session) error {
		return tx.tx.QueryRowContext(t.Context(), "SELECT first_name FROM auth_user WHERE id = ?", id).Scan(&name)
	}); err != nil {
		t.Fatal(err)
	}
	return name
}

func rename(ctx context.Context, tx *Tx, id int64, to string) error {
	return tx.execOne(ctx, "rename", "UPDATE auth_user SET first_name = ? WHERE id = ?", to, id)
}

// Whatever ends a change half way, nothing of it is written, and the next one is.
func TestHalfAChange(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	for name, end := range map[string]func(stop func(), tx *Tx, ctx context.Context) error{
		"an error": func(func(), *Tx, context.Context) error { return failed },
		"a panic":  func(func(), *Tx, context.Context) error { panic(failed) },
		"the end of the context before the commit": func(stop func(), _ *Tx, _ context.Context) error {
			stop()
			return nil
		},
		"the end of the context before a statement": func(stop func(), tx *Tx, ctx context.Context) error {
			stop()
			err := rename(ctx, tx, 1, "late")
			if !errors.Is(err, context.Canceled) {
				t.Errorf("a statement after the end: %v", err)
			}
			return err
		},
		"a panic among rows": func(_ func(), tx *Tx, ctx context.Context) error {
			rows, err := tx.tx.QueryContext(ctx, "SELECT id FROM auth_user")
			if err != nil {
				return err
			}
			return each(rows, func() error { panic(failed) })
		},
		"SQLite": func(_ func(), tx *Tx, ctx context.Context) error {
			_, err := tx.exec(ctx, "roll back", "ROLLBACK")
			return errors.Join(err, failed)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mustOpen(t, sharedCopy(t), Options{})
			before := nameOf(t, s, 1)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			err := func() (err error) {
				defer func() {
					if v := recover(); v != nil {
						err = failed
					}
				}()
				return s.Update(ctx, func(tx *Tx) error {
					if err := rename(ctx, tx, 1, "half"); err != nil {
						return err
					}
					return end(stop, tx, ctx)
				})
			}()
			if err == nil || nameOf(t, s, 1) != before {
				t.Errorf("%v: the name is %q, not %q", err, nameOf(t, s, 1), before)
			}
			if err := s.Update(t.Context(), func(tx *Tx) error { return rename(t.Context(), tx, 1, "whole") }); err != nil || nameOf(t, s, 1) != "whole" {
				t.Errorf("%v: the name is %q afterwards", err, nameOf(t, s, 1))
			}
		})
	}
}

// A look whose context has ended asks nothing more.
func TestGlanceEnds(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, sharedCopy(t), Options{})
	ctx, stop := context.WithCancel(t.Context())
	err := s.Glance(ctx, func(tx *Tx) error {
		if _, err := tx.Learner(ctx, 1); err != nil {
			t.Errorf("before: %v", err)
		}
		stop()
		_, err := tx.Learner(ctx, 1)
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := s.Person(ctx, "nobody"); !errors.Is(err, context.Canceled) && model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("a look that begins afterwards: %v", err)
	}
}

var errRolledBack = errors.New("rolled back")

// A table that a transaction creates and does not keep is not taken for one that is
// there.
func TestTablesSeen(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, sharedCopy(t), Options{})
	const name = "examdesk_test_seen"
	has := func(tx *session) bool {
		t.Helper()
		is, err := tx.hasTable(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	create := func(last error) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *Tx) error {
			if _, err := tx.exec(t.Context(), "create", "CREATE TABLE "+name+" (id INTEGER)"); err != nil {
				return err
			}
			if !has(tx.session) {
				t.Error("the transaction itself does not see its table")
			}
			return last
		})
		if !errors.Is(err, last) {
			t.Fatal(err)
		}
	}
	there := func() (is bool) {
		t.Helper()
		if err := s.view(t.Context(), func(tx *session) error { is = has(tx); return nil }); err != nil {
			t.Fatal(err)
		}
		return is
	}
	create(errRolledBack)
	if there() {
		t.Error("it is taken for one that is there")
	}
	create(nil)
	if !there() {
		t.Error("it is not found")
	}
}

// Commits are synced without the times of the file, where the system can.
func TestSyncsData(t *testing.T) {
	t.Parallel()
	mustOpen(t, sharedCopy(t), Options{})
	if runtime.GOOS == "linux" && !sqlite.FdatasyncEnabled() {
		t.Error("commits go on being synced with the file's times")
	}
}
