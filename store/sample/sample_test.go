package sample_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"examdesk/model"
	"examdesk/store"
	"examdesk/store/sample"
)

var now = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant that Go cannot say

func generate(t *testing.T, o sample.Options) (string, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	o.Now = now
	if err := sample.Generate(context.Background(), path, o, nil); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return path, db
}

func numbers(t *testing.T, db *sql.DB, query string) map[string]int {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var k string
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			t.Fatal(err)
		}
		out[k] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// Nothing may be found by a query that looks for rows that contradict others.
func TestRowsAgree(t *testing.T) {
	t.Parallel()
	_, db := generate(t, sample.Options{Attempts: 3000, Seed: 1})
	if n := numbers(t, db, "SELECT '', count(*) FROM proctoring_proctoredexamstudentattempt")[""]; n != 3000 {
		t.Errorf("made %d attempts, want 3000", n)
	}
	const attempts, reviews = "proctoring_proctoredexamstudentattempt", "proctoring_proctoredexamsoftwaresecurereview"
	for what, query := range map[string]string{
		"points nowhere":     "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1",
		"lies in the future": "SELECT status, count(*) FROM " + attempts + " WHERE modified > '2026-11-20 16:00:00.000001' GROUP BY 1",
		"ends before it starts": "SELECT status, count(*) FROM " + attempts +
			" WHERE completed_at < started_at OR started_at < created OR modified < created GROUP BY 1",
		"differs from the end of its history": "SELECT a.status, count(*) FROM " + attempts + " a JOIN " + attempts + "_history h ON h.id = a.id" +
			" WHERE h.history_id = (SELECT max(history_id) FROM " + attempts + "_history WHERE id = a.id)" +
			" AND (h.status, h.modified, h.completed_at, h.is_resumable) IS NOT (a.status, a.modified, a.completed_at, a.is_resumable) GROUP BY 1",
		"was tried twice at once": "SELECT a.status, count(*) FROM " + attempts + " a JOIN " + attempts + " b ON b.user_id = a.user_id" +
			" AND b.proctored_exam_id = a.proctored_exam_id AND b.id > a.id AND b.created < a.modified GROUP BY 1",
		"is reviewed before it was handed in": "SELECT r.review_status, count(*) FROM " + reviews + " r JOIN " + attempts +
			" a ON a.attempt_code = r.attempt_code WHERE r.created < a.completed_at OR a.completed_at IS NULL GROUP BY 1",
		"has ids that do not grow with time": "SELECT a.status, count(*) FROM " + attempts + " a JOIN " + attempts +
			" b ON b.id = a.id + 1 WHERE b.created < a.created GROUP BY 1",
		"has comments beyond the recording": "SELECT c.status, count(*) FROM proctoring_proctoredexamstudentattemptcomment c JOIN " + reviews +
			" r ON r.id = c.review_id JOIN " + attempts + " a ON a.attempt_code = r.attempt_code" +
			" WHERE c.stop_time > (julianday(a.completed_at) - julianday(a.started_at)) * 86400 + 5 GROUP BY 1",
	} {
		if found := numbers(t, db, query); len(found) > 0 {
			t.Errorf("what %s: %v", what, found)
		}
	}
}

// The demo shows everything that a desk has to cope with.
func TestHasEverything(t *testing.T) {
	t.Parallel()
	path, db := generate(t, sample.Options{Attempts: 3000, Seed: 1})
	by := numbers(t, db, "SELECT status, count(*) FROM proctoring_proctoredexamstudentattempt GROUP BY 1")
	for _, s := range model.AttemptStatuses() {
		if by[string(s)] == 0 {
			t.Errorf("no attempt is %s: %v", s, by)
		}
	}
	reviews := numbers(t, db, "SELECT review_status, count(*) FROM proctoring_proctoredexamsoftwaresecurereview GROUP BY 1")
	for _, s := range model.ReviewStatuses() {
		if reviews[string(s)] == 0 {
			t.Errorf("no review says %s: %v", s, reviews)
		}
	}
	for _, table := range []string{
		"softwaresecurereviewhistory", "studentallowance", "studentallowancehistory", "reviewpolicy", "reviewpolicyhistory", "history", "studentattemptcomment",
	} {
		if numbers(t, db, "SELECT '', count(*) FROM proctoring_proctoredexam"+table)[""] == 0 {
			t.Errorf("the table %s is empty", table)
		}
	}
	hostile := numbers(t, db, "SELECT 'x', count(*) FROM proctoring_proctoredexamstudentattemptcomment WHERE comment LIKE '%'||char(27)||'%'")
	if hostile["x"] == 0 {
		t.Error("no comment has an escape sequence in it")
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if info := s.Info(); !info.Migrated || info.ReadOnly {
		t.Errorf("the sample is %+v; want one that takes decisions", info)
	}
	findings, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("store check: %s: %s", f.What, f.Detail)
		}
	}
}

// A demo has learners and exams whose names are written in twenty scripts or
// more, some of them as usernames too.
func TestNamesOfTwentyScripts(t *testing.T) {
	t.Parallel()
	_, db := generate(t, sample.Options{Attempts: 3000, Seed: 1})
	for what, c := range map[string]struct {
		query string
		least int
	}{
		"names":     {"SELECT name, 1 FROM mock_apps_profile", 20},
		"usernames": {"SELECT username, 1 FROM auth_user", 20},
		"exams":     {"SELECT exam_name, 1 FROM proctoring_proctoredexam", 8},
	} {
		found := map[string]bool{}
		for name := range numbers(t, db, c.query) {
			for script, table := range unicode.Scripts {
				if strings.IndexFunc(name, func(r rune) bool { return unicode.Is(table, r) }) >= 0 && script != "Common" && script != "Inherited" {
					found[script] = true
				}
			}
		}
		t.Logf("%s: %d scripts", what, len(found))
		if len(found) < c.least {
			t.Errorf("the %s are written in %d scripts, want %d: %v", what, len(found), c.least, found)
		}
	}
}

func TestSameSeedSameRows(t *testing.T) {
	t.Parallel()
	const all = `SELECT a.attempt_code || a.status || a.modified || coalesce(r.raw_data, ''), a.user_id
		FROM proctoring_proctoredexamstudentattempt a LEFT JOIN proctoring_proctoredexamsoftwaresecurereview r ON r.attempt_code = a.attempt_code`
	_, one := generate(t, sample.Options{Attempts: 400, Seed: 7})
	_, two := generate(t, sample.Options{Attempts: 400, Seed: 7})
	_, other := generate(t, sample.Options{Attempts: 400, Seed: 8})
	want := numbers(t, one, all)
	if diff := cmp.Diff(want, numbers(t, two, all)); diff != "" {
		t.Errorf("the same seed made other rows:\n%s", diff)
	}
	if cmp.Equal(want, numbers(t, other, all)) {
		t.Error("another seed made the same rows")
	}
}

func TestAnyNumberOfAttempts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 31, 33, 100} {
		_, db := generate(t, sample.Options{Attempts: n, Seed: 3})
		if got := numbers(t, db, "SELECT '', count(*) FROM proctoring_proctoredexamstudentattempt")[""]; got != n {
			t.Errorf("made %d attempts, want %d", got, n)
		}
	}
}

func TestKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := sample.Demo(context.Background(), path, now)
	if model.CodeOf(err) != model.CodeConflict {
		t.Errorf("got %v, want a conflict", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "mine" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

func TestCancelledLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	err := sample.Generate(ctx, filepath.Join(dir, "s"), sample.Options{Attempts: 5000, Seed: 1, Now: now}, func(int64, int64, string) { cancel() })
	if err == nil {
		t.Fatal("a cancelled load succeeded")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "demo.sqlite3")
		if err := sample.Demo(context.Background(), path, now); err != nil {
			b.Fatal(err)
		}
	}
}
