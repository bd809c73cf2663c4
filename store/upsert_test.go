package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"examdesk/model"
)

// sideRows are the rows of our tables that follow Django's, in an order of
// their own. Terms only ever get more, and the numbers of courses may differ.
func sideRows(tb rapid.TB, q querier) map[string][]string {
	tb.Helper()
	out := map[string][]string{}
	for name, query := range map[string]string{
		"attempts": `SELECT a.attempt_id || '|' || modified || '|' || status || '|' || coalesce(c.course_id, '') || '|' || exam_id || '|' || user_id || '|' || backend || '|' || review
			|| '|' || reviewer_id || '|' || waiting || '|' || practice || '|' || proctored || '|' || resumable || '|' || coalesce(watch, '-') || '|' || deadline
			FROM examdesk_attempt a LEFT JOIN examdesk_course c ON c.no = a.course_no`,
		"counts":   "SELECT coalesce(c.course_id, '') || '|' || status || '|' || waiting || '|' || practice || '|' || n FROM examdesk_count k LEFT JOIN examdesk_course c ON c.no = k.course_no WHERE n <> 0",
		"groups":   "SELECT g.user_id || '|' || g.exam_id || '|' || coalesce(c.course_id, '') || '|' || g.created || '|' || g.nid FROM examdesk_group g LEFT JOIN examdesk_course c ON c.no = g.course_no",
		"pages":    "SELECT coalesce(c.course_id, '') || '|' || sum(n) FROM examdesk_stretch s LEFT JOIN examdesk_course c ON c.no = s.course_no GROUP BY s.course_no HAVING sum(n) <> 0",
		"learners": "SELECT rowid || '|' || username || '|' || email || '|' || name FROM examdesk_learner",
	} {
		rows, err := q.QueryContext(context.Background(), query)
		if err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		lines, err := collectStrings(rows)
		if err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		slices.Sort(lines)
		out[name] = lines
	}
	return out
}

// freshFill makes our tables again on a copy of a store, and returns their rows
// and the store.
func freshFill(tb rapid.TB, path, dir string) *Store {
	tb.Helper()
	ctx := context.Background()
	to := filepath.Join(dir, "fresh.sqlite3")
	for _, suffix := range []string{"", logSuffix} {
		_ = os.Remove(to + suffix)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		tb.Fatal(err)
	}
	fresh, err := sql.Open("sqlite", to)
	if err != nil {
		tb.Fatal(err)
	}
	rows, err := fresh.QueryContext(ctx, `SELECT type || ' ' || name FROM sqlite_master WHERE name LIKE 'examdesk\_%' ESCAPE '\' AND type IN ('trigger', 'view', 'table')
		AND name NOT GLOB 'examdesk_learner_*' AND name NOT GLOB 'examdesk_code_*' ORDER BY type = 'table', type = 'view'`)
	if err != nil {
		tb.Fatal(err)
	}
	ours, err := collectStrings(rows)
	if err != nil {
		tb.Fatal(err)
	}
	for _, thing := range append([]string{"table examdesk_learner_terms"}, ours...) {
		if _, err := fresh.ExecContext(ctx, "DROP "+strings.Replace(thing, " ", " IF EXISTS ", 1)); err != nil {
			tb.Fatalf("%s: %v", thing, err)
		}
	}
	if err := fresh.Close(); err != nil {
		tb.Fatal(err)
	}
	s, err := Open(ctx, to, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Migrate(ctx, nil); err != nil {
		tb.Fatal(err)
	}
	return s
}

// sameAsFresh compares our tables, and what searches find, with a fresh fill.
func sameAsFresh(tb rapid.TB, own *Store, path, dir string) {
	tb.Helper()
	fresh := freshFill(tb, path, dir)
	defer func() { _ = fresh.Close() }()
	if diff := cmp.Diff(sideRows(tb, fresh.read), sideRows(tb, own.read)); diff != "" {
		tb.Fatal(diff)
	}
	for _, text := range []string{"CODE-", "ext-", "UPSERT", "upserted", "omar", "ar"} {
		q := model.AttemptQuery{Filter: model.Filter{Text: text}, Limit: 500}
		var found [2][]int64
		for i, s := range []*Store{own, fresh} {
			page, err := s.FindAttempts(context.Background(), q, sharedNow(), model.DefaultStuckLimits())
			if err != nil {
				tb.Fatal(err)
			}
			for _, r := range page.Rows {
				found[i] = append(found[i], r.Attempt.ID)
			}
		}
		if diff := cmp.Diff(found[1], found[0]); diff != "" {
			tb.Fatalf("searching %q: %s", text, diff)
		}
	}
	for _, index := range []string{"examdesk_learner", "examdesk_code"} {
		db, err := own.writer()
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := db.ExecContext(context.Background(), fmt.Sprintf("INSERT INTO %s (%s) VALUES ('integrity-check')", index, index)); err != nil {
			tb.Fatalf("%s: %v", index, err)
		}
	}
}

// upserts are statements of other writers with a conflict clause, on each table
// that our triggers watch. {x} and {y} are numbers and {s} is a status; all are drawn.
func upserts() []string {
	const attempt = "(id, created, modified, attempt_code, external_id, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed)"
	attemptValues := " INTO " + tableAttempt + " " + attempt + " VALUES (1 + {x} % 40, '2026-11-0' || (1 + {y} % 3) || ' 00:00:00', '2026-11-02 00:00:00', 'CODE-{x}', 'ext-{y}', {s}, 1, 0, 1 + {y} % 20, 6 + {y} % 250, 0, 1, 0, 0)"
	reviewValues := " INTO " + tableReview + ` (id, created, modified, attempt_code, review_status, raw_data, is_attempt_active)
		SELECT 1 + {x} % 40, modified, modified, attempt_code, 'Suspicious', '{}', 1 FROM ` + tableAttempt + " WHERE id = 1 + {y} % 40"
	examValues := " INTO " + tableExam + ` (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend)
		SELECT 1 + {x} % 25, created, modified, course_id, content_id, external_id, exam_name, 90, NOT is_proctored, is_practice_exam, 1, 0, 'upserted' FROM ` + tableExam + " WHERE id = 1 + {y} % 20"
	userValues := " INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name) SELECT 1 + {x} % 300, '', 0, username, 'UPSERT', 'up@{y}.example', 0, 1, date_joined, 'Omar' FROM auth_user WHERE id = 1 + {y} % 250"
	profileValues := " INTO mock_apps_profile (id, name, user_id) SELECT 1 + {x} % 200, 'UPSERT {y}', 1 + {y} % 250"
	var out []string
	for _, values := range []string{attemptValues, reviewValues, examValues, userValues, profileValues} {
		out = append(out, "INSERT OR REPLACE"+values, "INSERT OR IGNORE"+values)
	}
	where := func(values string) string {
		if strings.Contains(values, "SELECT") && !strings.Contains(values, "WHERE") {
			return values + " WHERE true"
		}
		return values
	}
	return append(out,
		"INSERT"+attemptValues+" ON CONFLICT (id) DO UPDATE SET status = excluded.status, attempt_code = excluded.attempt_code, modified = excluded.modified, created = excluded.created, user_id = excluded.user_id",
		"INSERT OR REPLACE"+where(reviewValues)+" ON CONFLICT (attempt_code) DO UPDATE SET review_status = excluded.review_status",
		"INSERT OR REPLACE"+where(reviewValues)+" ON CONFLICT (id) DO UPDATE SET review_status = 'Clean', attempt_code = excluded.attempt_code",
		"INSERT OR REPLACE"+where(examValues)+" ON CONFLICT (course_id, content_id) DO UPDATE SET backend = excluded.backend, is_proctored = excluded.is_proctored",
		"INSERT OR REPLACE"+where(userValues)+" ON CONFLICT (username) DO UPDATE SET email = excluded.email, first_name = excluded.first_name",
		"INSERT OR REPLACE"+where(profileValues)+" ON CONFLICT (user_id) DO UPDATE SET name = excluded.name",
		"UPDATE OR REPLACE "+tableAttempt+" SET id = 1 + {x} % 40, status = {s}, external_id = 'ext-{x}' WHERE id = 1 + {y} % 40",
		"UPDATE OR IGNORE "+tableAttempt+" SET id = 1 + {x} % 40 WHERE id = 1 + {y} % 40",
		"UPDATE OR REPLACE "+tableReview+" SET attempt_code = (SELECT attempt_code FROM "+tableAttempt+" WHERE id = 1 + {x} % 40) WHERE id = 1 + {y} % 40 AND EXISTS (SELECT 1 FROM "+tableAttempt+" WHERE id = 1 + {x} % 40)",
		"UPDATE OR REPLACE "+tableExam+" SET id = 1 + {x} % 25 WHERE id = 1 + {y} % 25",
		"UPDATE OR REPLACE "+tableExam+" SET content_id = (SELECT content_id FROM "+tableExam+" WHERE id = 1 + {x} % 20), course_id = (SELECT course_id FROM "+tableExam+" WHERE id = 1 + {x} % 20) WHERE id = 1 + {y} % 20 AND EXISTS (SELECT 1 FROM "+tableExam+" WHERE id = 1 + {x} % 20)",
		"UPDATE OR REPLACE auth_user SET username = (SELECT username FROM auth_user WHERE id = 1 + {x} % 250) WHERE id = 1 + {y} % 250 AND EXISTS (SELECT 1 FROM auth_user WHERE id = 1 + {x} % 250)",
		"UPDATE OR REPLACE auth_user SET id = 1 + {x} % 300 WHERE id = 1 + {y} % 250",
		"UPDATE OR REPLACE mock_apps_profile SET user_id = 1 + {x} % 250 WHERE user_id = 1 + {y} % 250",
		"DELETE FROM mock_apps_profile WHERE user_id = 1 + {x} % 250",
		"DELETE FROM "+tableExam+" WHERE id = 21 + {x} % 5",
		"DELETE FROM "+tableAttempt+" WHERE id = 1 + {x} % 40",
		"DELETE FROM auth_user WHERE id = 251 + {x} % 50",
	)
}

// TestUpserts lets others write with every kind of conflict clause, with and
// without recursive triggers: each statement works, and our tables are what a
// fresh fill makes of the same rows.
func TestUpserts(t *testing.T) {
	t.Parallel()
	path := migratedCopy(t)
	own := mustOpen(t, path, Options{})
	all := upserts()
	dir := t.TempDir()
	done, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		db.SetMaxOpenConns(1)
		if rapid.Bool().Draw(rt, "recursive") {
			if _, err := db.ExecContext(context.Background(), "PRAGMA recursive_triggers = 1"); err != nil {
				rt.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 4).Draw(rt, "statements") {
			status := rapid.SampledFrom([]string{"'error'", "'submitted'", "'onboarding_reset'", "'started'"}).Draw(rt, "status")
			statement := rapid.SampledFrom(all).Draw(rt, "statement")
			number := func(name string) string { return strconv.Itoa(rapid.IntRange(0, 999).Draw(rt, name)) }
			statement = strings.NewReplacer("{x}", number("x"), "{y}", number("y"), "{s}", status).Replace(statement)
			switch _, err := db.ExecContext(context.Background(), statement); {
			case err == nil:
				done++
			case strings.Contains(err.Error(), "UNIQUE constraint failed: ") && !strings.Contains(err.Error(), "examdesk_"):
				refused++ // by Django's own tables
			default:
				rt.Fatalf("%s: %v", statement, err)
			}
		}
		var n int
		if err := db.QueryRowContext(context.Background(), "SELECT (SELECT count(*) FROM (SELECT * FROM examdesk_source EXCEPT SELECT * FROM examdesk_attempt)) + (SELECT count(*) FROM (SELECT * FROM examdesk_attempt EXCEPT SELECT * FROM examdesk_source))").Scan(&n); err != nil || n != 0 {
			rt.Fatalf("%d rows of the side table differ, %v", n, err)
		}
	})
	sameAsFresh(t, own, path, dir)
	t.Logf("%d statements of %d kinds, and %d that Django's own tables refuse", done, len(all), refused)
	if done < 4*refused {
		t.Error("most of them should work")
	}
}

// formerTriggers makes of a migrated store what an earlier version had made:
// its triggers, and nothing of what came later.
func formerTriggers(tb testing.TB, path string) {
	tb.Helper()
	data, err := os.ReadFile("testdata/triggers-before-upserts.sql")
	if err != nil {
		tb.Fatal(err)
	}
	s := mustOpen(tb, path, Options{})
	db, err := s.writer()
	if err != nil {
		tb.Fatal(err)
	}
	there, err := triggersThere(context.Background(), db)
	if err != nil {
		tb.Fatal(err)
	}
	script := strings.NewReplacer("{{names}}", s.searchName("NEW"), "{{profile}}", s.profile).Replace(string(data))
	statements := []string{"DROP TABLE examdesk_mark", "DROP TABLE examdesk_store", "DELETE FROM examdesk_migrations WHERE version_id >= 8"}
	for name, kept := range there {
		if kept.table != "examdesk_activity" {
			statements = append([]string{"DROP TRIGGER " + name}, statements...)
		}
	}
	for _, statement := range append(statements, script) {
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
}

// TestMigrateBringsTriggersUpToDate lets an upsert fail in a store of an earlier
// version, and work once it is migrated again.
func TestMigrateBringsTriggersUpToDate(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := migratedCopy(t)
	formerTriggers(t, path)
	const upsert = `INSERT INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
		SELECT id, '', 0, username, 'UPSERT', email, 0, 1, date_joined, 'Omar' FROM auth_user WHERE id = 30
		ON CONFLICT (username) DO UPDATE SET last_name = excluded.last_name`
	s := mustOpen(t, path, Options{})
	if current, err := s.UpToDate(ctx); current || err != nil {
		t.Errorf("up to date: %v, %v", current, err)
	}
	decideOne(t, s)
	db, err := s.writer()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, upsert); err == nil {
		t.Error("the former triggers take the upsert, so this test shows nothing")
	}
	if err := s.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if current, err := s.UpToDate(ctx); !current || err != nil {
		t.Errorf("up to date after migrating: %v, %v", current, err)
	}
	if _, err := db.ExecContext(ctx, upsert); err != nil {
		t.Error(err)
	}
	sameAsFresh(t, s, path, t.TempDir())
}

// TestTriggersOfOthers names the triggers that are not ours, whatever their name.
func TestTriggersOfOthers(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"guest": sharedCopy(t), "migrated": migratedCopy(t)} {
		alter(t, path, "CREATE TRIGGER sneaky AFTER UPDATE ON auth_user BEGIN SELECT 1; END", "CREATE TRIGGER examdesk_extra AFTER UPDATE ON auth_user BEGIN SELECT 1; END")
		s := mustOpen(t, path, Options{})
		findings, err := s.Check(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(findings, func(f model.Finding) bool { return f.What == "triggers of others" })
		if i < 0 || !strings.HasPrefix(findings[i].Detail, "examdesk_extra on auth_user, sneaky on auth_user;") {
			t.Errorf("%s: %+v", name, findings)
		}
	}
}
