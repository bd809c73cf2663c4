package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"
)

// datesStore is an empty store in which edx-when's tables hold what statements
// put there.
func datesStore(t *testing.T, statements ...string) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dates.sqlite3")
	if err := Create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return mustOpen(t, path, Options{})
}

const (
	policyRow  = "INSERT INTO edx_when_datepolicy (id, created, modified, abs_date, rel_date) VALUES "
	contentRow = "INSERT INTO edx_when_contentdate (id, course_id, location, policy_id, active, field) VALUES "
	userRow    = "INSERT INTO edx_when_userdate (created, modified, abs_date, reason, user_id, content_date_id) VALUES "
)

func TestDueDate(t *testing.T) {
	t.Parallel()
	s := datesStore(t,
		"INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_staff, is_active, is_superuser, date_joined) SELECT value, 'u' || value, '', '', '', '', 0, 1, 0, '2026-01-01' FROM json_each('[1,2,3,4]')",
		policyRow+"(1, '2026-01-01', '2026-01-01', '2026-03-01 12:00:00', NULL), (2, '2026-01-01', '2026-01-01', '2026-04-01 12:00:00.500000', NULL), (3, '2026-01-01', '2026-01-01', NULL, 86400000000)",
		contentRow+`(1, 'c', 'absolute', 1, 1, 'due'), (2, 'c', 'absolute', 2, 1, 'start'), (3, 'c', 'inactive', 1, 0, 'due'), (4, 'c', 'relative', 3, 1, 'due'),
			(5, 'c', 'twice', 1, 1, 'due'), (6, 'c', 'twice', 2, 1, 'due'), (7, 'c', 'course', 2, 1, 'end'), (8, 'other', 'course', 3, 1, 'end'), (9, 'a/b/c', 'i4x://a/b/sequential/x', 1, 1, 'due')`,
		userRow+`('2026-01-01', '2026-01-02', '2026-03-05 12:00:00', '', 1, 1), ('2026-01-01', '2026-01-03', '2026-03-09 12:00:00', '', 1, 1),
			('2026-01-01', '2026-01-02', NULL, '', 2, 1), ('2026-01-01', '2026-01-02', '2026-03-05 12:00:00', '', 1, 4), ('2026-01-01', '2026-01-02', 'no date', '', 4, 1)`)
	for name, c := range map[string]struct {
		course, content string
		user            int64
		want            string
	}{
		"the course's":                      {"c", "absolute", 3, "2026-03-01T12:00:00Z"},
		"nobody in particular":              {"c", "absolute", 0, "2026-03-01T12:00:00Z"},
		"the learner's, as changed last":    {"c", "absolute", 1, "2026-03-09T12:00:00Z"},
		"an override without a date":        {"c", "absolute", 2, "2026-03-01T12:00:00Z"},
		"an override that is no date":       {"c", "absolute", 4, ""},
		"no longer published":               {"c", "inactive", 1, ""},
		"relative to a schedule":            {"c", "relative", 3, ""},
		"relative, with a learner's own":    {"c", "relative", 1, ""},
		"the last of two":                   {"c", "twice", 1, "2026-04-01T12:00:00.5Z"},
		"a block of the old form":           {"a/b/c", "i4x://a/b/sequential/x", 1, ""},
		"another course":                    {"other", "absolute", 1, ""},
		"hostile text, which finds nothing": {"c' OR 1=1 --", "%\x00", 1, ""},
	} {
		if got := dueAt(t, s, c.course, c.content, c.user); got != c.want {
			t.Errorf("%s: due %q, want %q", name, got, c.want)
		}
	}
	for course, want := range map[string]string{"c": "2026-04-01T12:00:00.5Z", "other": "", "none": ""} {
		if got := endOf(t, s, course); got != want {
			t.Errorf("the course %s ends %q, want %q", course, got, want)
		}
	}
}

func TestStoreWithoutDates(t *testing.T) {
	t.Parallel()
	s := datesStore(t, "DROP TABLE edx_when_userdate")
	if got := dueAt(t, s, "c", "absolute", 1); got != "" {
		t.Errorf("due %q", got)
	}
	if got := endOf(t, s, "c"); got != "" {
		t.Errorf("ends %q", got)
	}
}

func dueAt(t *testing.T, s *Store, course, content string, user int64) string {
	t.Helper()
	return moment(t, s, func(ctx context.Context, tx *Tx) (*time.Time, error) { return tx.DueDate(ctx, course, content, user) })
}

func endOf(t *testing.T, s *Store, course string) string {
	t.Helper()
	return moment(t, s, func(ctx context.Context, tx *Tx) (*time.Time, error) { return tx.CourseEnd(ctx, course) })
}

func moment(t *testing.T, s *Store, read func(context.Context, *Tx) (*time.Time, error)) string {
	t.Helper()
	var at *time.Time
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		at, err = read(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if at == nil {
		return ""
	}
	return at.Format(time.RFC3339Nano)
}
