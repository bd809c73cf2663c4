//go:build e2e && linux

package crash

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"examdesk/store"
)

// serveWorld makes a store with learners who have no attempts yet, attempts that wait
// for a review, and attempts that wait for a decision.
func serveWorld(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	if err := store.Create(ctx, path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
	const attempt = "INSERT INTO proctoring_proctoredexamstudentattempt (id, created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed) "
	const values = "'2026-06-01 00:00:00', '2026-06-01 00:00:00', '2026-06-01 00:00:00', '2026-06-01 01:00:00', printf('%08X-0000-4000-9000-%012X', i, i), "
	for _, statement := range []string{
		"INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) VALUES (1, 'ops', 'ops@example.com', '!', '', '', 1, 1, 0, '2026-01-01')",
		"INSERT INTO auth_group (id, name) VALUES (1, 'test_review')",
		"INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1)",
		"INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) " + numbers +
			"SELECT 1000 + i, 'learner' || i, 'l' || i || '@example.com', '!', '', '', 0, 1, 0, '2026-01-01' FROM n",
		`INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES
			(1, '2026-01-01', '2026-01-01', 'a/b/c', 'b1', 'Timed', 90, 0, 0, 1, 0, NULL), (2, '2026-01-01', '2026-01-01', 'a/b/c', 'b2', 'Granted', 90, 1, 0, 1, 0, 'test'),
			(3, '2026-01-01', '2026-01-01', 'd/e/f', 'b3', 'Reviewed', 90, 1, 0, 1, 0, 'test'), (4, '2026-01-01', '2026-01-01', 'g/h/i', 'b4', 'Decided', 90, 1, 0, 1, 0, 'test')`,
		attempt + numbers + "SELECT i, " + values + "'REV' || i, 90, 'submitted', 1, 0, 3, 1000 + i, 0, 0, 0, 0 FROM n",
		attempt + numbers + "SELECT 10000 + i, " + strings.ReplaceAll(values, "-9000-", "-8000-") + "'DEC' || i, 90, 'second_review_required', 1, 0, 4, 1000 + i, 0, 0, 0, 0 FROM n",
		`INSERT INTO proctoring_proctoredexamsoftwaresecurereview (created, modified, attempt_code, review_status, raw_data, is_attempt_active, exam_id, student_id)
			SELECT created, modified, attempt_code, 'Suspicious', '{}', 1, 4, user_id FROM proctoring_proctoredexamstudentattempt WHERE proctored_exam_id = 4`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			t.Fatalf("%v: %s", err, statement)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
