package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/model"
)

func newMirror(tb testing.TB) (string, *Mirror) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "mirror.sqlite3")
	if err := CreateMirror(context.Background(), path, []byte("{}"), true); err != nil {
		tb.Fatal(err)
	}
	m, err := OpenMirror(context.Background(), path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = m.Close() })
	return path, m
}

// A mirror is written by the one who follows the LMS, and only read by everybody
// else, from its first byte on.
func TestMirrorIsOnlyRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path, m := newMirror(t)
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the mirror's file: %v, %v", st.Mode(), err)
	}
	for _, migrated := range []bool{false, true} {
		if migrated {
			if err := m.Migrate(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
		s := mustOpen(t, path, Options{})
		if !s.IsMirror() || !s.Info().ReadOnly || s.Info().Migrated != migrated || !strings.Contains(s.Info().ReadOnlyWhy, "mirror of an LMS") {
			t.Errorf("info %+v", s.Info())
		}
		if err := s.Update(ctx, func(*Tx) error { return nil }); model.CodeOf(err) != model.CodeReadOnly {
			t.Errorf("a write: %v", err)
		}
		if err := s.Migrate(ctx, nil); model.CodeOf(err) != model.CodeReadOnly {
			t.Errorf("migrating it: %v", err)
		}
		// What versions that know no mirrors go by.
		tables, err := s.tables(ctx)
		if err != nil || liveLMSTable(tables) != MirrorTable {
			t.Errorf("the marker: %v, %v", tables, err)
		}
		findings, err := s.Check(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if !f.OK {
				t.Errorf("%+v", f)
			}
		}
	}
	if _, err := OpenMirror(ctx, sharedCopy(t)); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("a store as a mirror: %v", err)
	}
	if err := CreateMirror(ctx, path, nil, false); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a mirror where one is: %v", err)
	}
}

// Whoever reads a mirror notices that it gets examdesk's tables.
func TestMirrorIsMigratedWhileItIsRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path, m := newMirror(t)
	if err := m.Logged(ctx); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, Options{})
	before, err := s.Edition(ctx)
	if err != nil || s.Info().Migrated {
		t.Fatal(err, s.Info())
	}
	if err := m.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	after, err := s.Edition(ctx)
	if err != nil || before == after || !s.Info().Migrated || !s.Info().Groups {
		t.Error(err, before, after, s.Info())
	}
}

// A batch is written whole or not at all.
func TestMirrorWritesWholeBatches(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	_, m := newMirror(t)
	broken := errors.New("broken off")
	for _, fails := range []error{broken, nil} {
		err := m.Write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, "INSERT INTO auth_group (name) VALUES ('g')"); err != nil {
				return err
			}
			return fails
		})
		if !errors.Is(err, fails) {
			t.Errorf("%v: %v", fails, err)
		}
		n := -1
		err = m.Read(ctx, func(tx Querier) error { return tx.QueryRowContext(ctx, "SELECT count(*) FROM auth_group").Scan(&n) })
		if err != nil || n != map[error]int{broken: 0, nil: 1}[fails] {
			t.Errorf("%v: %d rows, %v", fails, n, err)
		}
	}
}
