package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// crashed makes the files that a killed writer leaves: a database with what
// stood beside it at that moment. dir is open to all for reading.
func crashed(tb testing.TB, from string, pragmas []string, write func(*sql.Conn), suffixes ...string) string {
	tb.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite", from)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	for _, p := range pragmas {
		run(tb, conn, p)
	}
	write(conn)
	to := filepath.Join(tb.TempDir(), "left.sqlite3")
	for _, suffix := range append([]string{""}, suffixes...) {
		data, err := os.ReadFile(from + suffix)
		if err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return to
}

func run(tb testing.TB, conn *sql.Conn, statement string) {
	tb.Helper()
	if _, err := conn.ExecContext(context.Background(), statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// halfDone is a guest store whose writer was killed in the middle of a change
// of every attempt: a part of it is in the file, and the journal beside it.
func halfDone(tb testing.TB) string {
	tb.Helper()
	path := crashed(tb, sharedCopy(tb), []string{"PRAGMA cache_size = 1", "PRAGMA cache_spill = 1"}, func(c *sql.Conn) {
		run(tb, c, "BEGIN IMMEDIATE")
		run(tb, c, "UPDATE "+tableAttempt+" SET status = 'half_done', modified = '2026-11-21 00:00:00'")
	}, journalSuffix)
	if data, err := os.ReadFile(path); err != nil || !strings.Contains(string(data), "half_done") {
		tb.Fatalf("nothing of the change reached the file: %v", err)
	}
	return path
}

// migratedCopy is a migrated store that was closed properly.
func migratedCopy(tb testing.TB) string {
	tb.Helper()
	path := sharedCopy(tb)
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Migrate(context.Background(), nil); err != nil {
		tb.Fatal(err)
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// logged is a migrated store whose writer was killed after it had committed: the
// log holds what the file does not.
func logged(tb testing.TB, suffixes ...string) string {
	tb.Helper()
	return crashed(tb, migratedCopy(tb), []string{"PRAGMA wal_autocheckpoint = 0"}, func(c *sql.Conn) {
		run(tb, c, "UPDATE "+tableAttempt+" SET status = 'verified'")
	}, append([]string{logSuffix}, suffixes...)...)
}

// cutOff is a migrated store after a full disk: the header came into the file
// when the log was moved there, and the rest did not.
func cutOff(tb testing.TB) string {
	tb.Helper()
	from := migratedCopy(tb)
	before := lookAt(from).size()
	path := crashed(tb, from, []string{"PRAGMA wal_autocheckpoint = 0"}, func(c *sql.Conn) {
		run(tb, c, "INSERT INTO "+tableReview+` (created, modified, attempt_code, review_status, raw_data, is_attempt_active)
			SELECT modified, modified, 'X-' || id, 'Suspicious', hex(randomblob(3000)), 1 FROM `+tableAttempt)
		run(tb, c, "UPDATE "+tableAttempt+" SET status = 'verified'")
		run(tb, c, "PRAGMA wal_checkpoint(PASSIVE)")
	}, logSuffix)
	if err := os.Truncate(path, before); err != nil {
		tb.Fatal(err)
	}
	if stated := statedLength(path); stated <= before {
		tb.Fatalf("the file has %d bytes and says %d", before, stated)
	}
	return path
}

// statuses counts the attempts of a status.
func statuses(tb testing.TB, s *Store, status string) (n int) {
	tb.Helper()
	err := s.View(context.Background(), func(tx *Tx) error {
		return tx.tx.QueryRowContext(context.Background(), "SELECT count(*) FROM "+tableAttempt+" WHERE status = ?", status).Scan(&n)
	})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// decideOne writes as a decision does.
func decideOne(tb testing.TB, s *Store) {
	tb.Helper()
	err := s.Update(context.Background(), func(tx *Tx) error {
		return tx.execOne(context.Background(), "decide", "UPDATE "+tableAttempt+" SET status = 'decided' WHERE id = 21")
	})
	if err != nil {
		tb.Fatal(err)
	}
	if n := statuses(tb, s, "decided"); n != 1 {
		tb.Errorf("%d are decided", n)
	}
}

// TestOpenAfterACrash opens what a killed writer or a full disk left, lists and
// decides.
func TestOpenAfterACrash(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		path     func(testing.TB) string
		status   string
		attempts int
		rolled   bool
	}{
		"a hot journal":               {halfDone, "half_done", 0, true},
		"a log without its index":     {func(tb testing.TB) string { return logged(tb) }, "verified", 1431, false},
		"a log with its index":        {func(tb testing.TB) string { return logged(tb, "-shm") }, "verified", 1431, false},
		"a file shorter than it says": {cutOff, "verified", 1431, false},
		"the same, through a symbolic link": {func(tb testing.TB) string {
			link := filepath.Join(tb.TempDir(), "link.sqlite3")
			if err := os.Symlink(cutOff(tb), link); err != nil {
				tb.Fatal(err)
			}
			return link
		}, "verified", 1431, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mustOpen(t, c.path(t), Options{})
			if n := statuses(t, s, c.status); n != c.attempts {
				t.Errorf("%d attempts are %s", n, c.status)
			}
			if n := len(list(t, s, model.Filter{}, false, 500)); n != 1431 {
				t.Errorf("%d attempts are listed", n)
			}
			if notes := s.Notes(time.Now()); (len(notes) == 1 && strings.Contains(notes[0], "rolled that change back")) != c.rolled {
				t.Errorf("notes %q", notes)
			}
			decideOne(t, s)
		})
	}
}

// TestReadOnlyAfterACrash reads the same with --read-only, and changes no byte:
// what has to be recovered is in a copy.
func TestReadOnlyAfterACrash(t *testing.T) {
	t.Parallel()
	path := halfDone(t)
	before := dirHash(t, filepath.Dir(path))
	s := mustOpen(t, path, Options{ReadOnly: true})
	if n := statuses(t, s, "half_done"); n != 0 {
		t.Errorf("%d attempts are half done", n)
	}
	r := s.Reading()
	if r.Copied.IsZero() || !strings.Contains(strings.Join(s.Notes(r.Copied.Add(12*time.Second)), " "), "private copy of the store, made 12 s ago") {
		t.Errorf("%+v, %q", r, s.Notes(time.Now()))
	}
	dir := filepath.Dir(s.read.copied.dir + "/x")
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the copy's folder: %v, %v", info, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the copy is left: %v", err)
	}
	if after := dirHash(t, filepath.Dir(path)); after != before {
		t.Errorf("reading changed the folder:\n%s\n%s", before, after)
	}
}

// TestHotWhileOpen has a store open when another writer is killed.
func TestHotWhileOpen(t *testing.T) {
	t.Parallel()
	left := halfDone(t)
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	before := statuses(t, s, "submitted")
	for _, suffix := range []string{"", journalSuffix} { // into the same file, which is open
		data, err := os.ReadFile(left + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n := statuses(t, s, "submitted"); n != before || n == 0 {
		t.Errorf("%d instead of %d", n, before)
	}
	if len(s.Reading().RolledBack) != 1 {
		t.Errorf("%+v", s.Reading())
	}
	decideOne(t, s)
}

// TestAdviceLosesNothing opens what SQLite cannot: no file is changed or removed,
// and a backup is named only where nothing could hold what is missing.
func TestAdviceLosesNothing(t *testing.T) {
	t.Parallel()
	cut := func(path string, size int64) string {
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		return path
	}
	without := func(path, suffix string) string {
		if err := os.Remove(path + suffix); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cases := map[string]struct {
		path          string
		says, saysNot string
	}{
		"cut off, and the log is gone":                {without(cutOff(t), logSuffix), "keep this file", "Change and remove none"},
		"empty, with a log":                           {cut(logged(t), 0), "Change and remove none of these files", "backup"},
		"empty, with a journal":                       {cut(halfDone(t), 0), "Change and remove none of these files", "backup"},
		"cut, with a log that does not hold the rest": {cut(logged(t), 1<<20), "Change and remove none of these files", "backup"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := dirHash(t, filepath.Dir(c.path))
			s, err := Open(context.Background(), c.path, Options{})
			if err == nil {
				_ = s.Close()
				t.Fatal("it opened")
			}
			if says := model.Sentence(err); !strings.Contains(says, c.says) || strings.Contains(says, c.saysNot) {
				t.Errorf("%s", says)
			}
			after := dirHash(t, filepath.Dir(c.path)) // SQLite may have made an index
			for line := range strings.Lines(before) {
				if !strings.Contains(after+"\n", strings.TrimSuffix(line, "\n")+"\n") {
					t.Errorf("the files changed:\n%s\n%s", before, after)
				}
			}
		})
	}
}
