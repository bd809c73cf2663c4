package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// alter runs SQL on a database behind the store's back.
func alter(tb testing.TB, path string, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(context.Background(), s); err != nil {
			tb.Fatalf("%s: %v", s, err)
		}
	}
}

// dirHash is the content of a folder, names and bytes.
func dirHash(tb testing.TB, dir string) string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %x", e.Name(), sha256.Sum256(data)))
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// TestGuestRule reads everything and finds no byte of the folder changed.
func TestGuestRule(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	before := dirHash(t, filepath.Dir(path))
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Info().Migrated || s.Info().ReadOnly || s.Info().Schema != "edx-proctoring 5.2.0" {
		t.Errorf("info %+v", s.Info())
	}
	rows := list(t, s, model.Filter{}, false, 500)
	if _, err := s.CountSections(context.Background(), "", sharedNow(), model.DefaultStuckLimits()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadAttempt(context.Background(), rows[0].Attempt.ID, sharedNow(), model.DefaultStuckLimits()); err != nil {
		t.Fatal(err)
	}
	if during := dirHash(t, filepath.Dir(path)); during != before {
		t.Errorf("reading changed the folder:\n%s\n%s", before, during)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if after := dirHash(t, filepath.Dir(path)); after != before {
		t.Errorf("closing changed the folder:\n%s\n%s", before, after)
	}
}

// TestOpenRefuses opens what is not a usable store: a sentence, never a panic.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	write := func(data []byte) func(*testing.T) string {
		return func(t *testing.T) string {
			t.Helper()
			path := filepath.Join(t.TempDir(), "x.sqlite3")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	cases := map[string]struct {
		make func(*testing.T) string
		code model.Code
		says string
	}{
		"missing":        {func(*testing.T) string { return "/nonexistent/x.sqlite3" }, model.CodeNotFound, "no store at"},
		"folder":         {func(t *testing.T) string { return t.TempDir() }, model.CodeInvalid, "is a folder"},
		"empty":          {write(nil), model.CodeUnsupported, "is empty"},
		"not a database": {write([]byte(strings.Repeat("hello ", 100))), model.CodeUnsupported, "not a SQLite database"},
		"short":          {write([]byte("SQLite format 3\x00")), model.CodeUnsupported, "not a SQLite database"},
		"truncated": {func(t *testing.T) string {
			path := sharedCopy(t)
			if err := os.Truncate(path, 1<<20); err != nil {
				t.Fatal(err)
			}
			return path
		}, model.CodeUnavailable, "cut off"},
		"something else": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "x.sqlite3")
			alter(t, path, "CREATE TABLE notes (text)")
			return path
		}, model.CodeUnsupported, "not edx-proctoring's"},
		"older": {func(t *testing.T) string {
			path := sharedCopy(t)
			alter(t, path, "ALTER TABLE "+tableAttempt+" DROP COLUMN ready_to_resume")
			return path
		}, model.CodeUnsupported, "older than 5.2.0"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Open(context.Background(), c.make(t), Options{})
			if err == nil {
				_ = s.Close()
				t.Fatal("it opened")
			}
			if model.CodeOf(err) != c.code || !strings.Contains(model.Sentence(err), c.says) {
				t.Errorf("%s: %v", model.CodeOf(err), err)
			}
		})
	}
}

// TestOpenReadOnly opens what may only be read, and reports why.
func TestOpenReadOnly(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ statement, says string }{
		"live LMS": {"CREATE TABLE courseware_studentmodule (id)", "live LMS"},
		"grades":   {"CREATE TABLE grades_persistentcoursegrade (id)", "live LMS"},
		"newer":    {"INSERT INTO django_migrations (app, name, applied) VALUES ('edx_proctoring', '0099_future', '2030-01-01')", "0099_future"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := sharedCopy(t)
			alter(t, path, c.statement)
			s := mustOpen(t, path, Options{})
			if !s.Info().ReadOnly || !strings.Contains(s.Info().ReadOnlyWhy, c.says) {
				t.Errorf("info %+v", s.Info())
			}
			err := s.Update(context.Background(), func(*Tx) error { return nil })
			if model.CodeOf(err) != model.CodeReadOnly {
				t.Errorf("a write: %v", err)
			}
			if len(list(t, s, model.Filter{}, false, 100)) == 0 {
				t.Error("nothing to read")
			}
		})
	}
}

// TestLocked meets a store that another program is writing to.
func TestLocked(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	db, err := sql.Open("sqlite", path+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = s.Update(ctx, func(*Tx) error { return nil })
	if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "locked") {
		t.Errorf("%v", err)
	}
}

// TestDiskFull runs out of room in the middle of a write: nothing is written.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	db, err := s.writer()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(context.Background(), "PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	before := len(list(t, s, model.Filter{}, false, 1000))
	err = s.Update(context.Background(), func(tx *Tx) error {
		for range 100 {
			_, err := tx.InsertReview(context.Background(), ReviewRow{AttemptCode: fmt.Sprint(time.Now().UnixNano()), RawData: strings.Repeat("x", 9000), ReviewerID: 1}, sharedNow())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "disk is full") {
		t.Errorf("%v", err)
	}
	if after := len(list(t, s, model.Filter{}, false, 1000)); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
}

// TestNowhere shows rows that point at an exam or a user that is not there.
func TestNowhere(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	alter(t, path, "UPDATE "+tableAttempt+" SET proctored_exam_id = 9999 WHERE id = 21", "UPDATE "+tableAttempt+" SET user_id = 9999 WHERE id = 27")
	s := mustOpen(t, path, Options{})
	for _, id := range []int64{21, 27} {
		if _, err := s.ReadAttempt(context.Background(), id, sharedNow(), model.DefaultStuckLimits()); err != nil {
			t.Errorf("attempt %d: %v", id, err)
		}
	}
	if got := len(list(t, s, model.Filter{}, false, 1000)); got != 1431 {
		t.Errorf("%d rows", got)
	}
	err := s.View(context.Background(), func(tx *Tx) error {
		_, err := tx.ReviewSituation(context.Background(), 21)
		return err
	})
	if model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("deciding it: %v", err)
	}
	findings, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	bad := 0
	for _, f := range findings {
		if !f.OK {
			bad++
		}
	}
	if bad != 2 {
		t.Errorf("%d findings: %+v", bad, findings)
	}
}

// TestCreateMakesTheSameSchema compares a fresh store with what Django made.
func TestCreateMakesTheSameSchema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new.sqlite3")
	if err := Create(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if err := Create(context.Background(), path); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a second time: %v", err)
	}
	if diff := cmp.Diff(schemaOf(t, sharedCopy(t)), schemaOf(t, path)); diff != "" {
		t.Error(diff)
	}
	s := mustOpen(t, path, Options{})
	if !s.Info().Empty || s.Info().ReadOnly {
		t.Errorf("%+v", s.Info())
	}
}

func schemaOf(tb testing.TB, path string) []string {
	tb.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(context.Background(), "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
	if err != nil {
		tb.Fatal(err)
	}
	out, err := collectStrings(rows)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}
