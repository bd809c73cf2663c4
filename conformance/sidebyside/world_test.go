package sidebyside

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	_ "modernc.org/sqlite" // to fill the database that both sides get

	"examdesk/store"
)

// The courses of the world: attempts for the grouped page, exams for bulks,
// allowances, and attempts that wait for a review.
const (
	crowded = "course-v1:NordicU+STAT101+2026"
	bulks   = "course-v1:NordicU+BULK+2026"
	granted = "course-v1:NordicU+ALLOW+2026"
	waiting = "course-v1:NordicU+REVIEW+2026"

	learners  = 8000
	timedExam = 11
)

const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "

// makeWorld makes a database with so many attempts in one course, four in five of
// them a learner's only one at an exam, so many allowances in another, and so many
// attempts that wait for a review in a third.
func makeWorld(t testing.TB, path string, attempts, allowances, reviews int) {
	t.Helper()
	if err := store.Create(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	groups := attempts * 4 / 5
	perExam := (groups + 9) / 10
	const attempt = "INSERT INTO proctoring_proctoredexamstudentattempt (created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed) "
	for _, statement := range []string{
		"BEGIN",
		`INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) VALUES
			(1, 'ops', 'ops@example.com', '!', '', '', 1, 1, 0, '2026-01-01'), (2, 'rev', 'rev@example.com', '!', '', '', 0, 1, 0, '2026-01-01')`,
		"INSERT INTO auth_group (id, name) VALUES (1, 'test_review')",
		"INSERT INTO auth_user_groups (user_id, group_id) VALUES (2, 1)",
		"CREATE TABLE student_courseaccessrole (id integer PRIMARY KEY AUTOINCREMENT, org varchar(64) NOT NULL, course_id varchar(255) NOT NULL, role varchar(64) NOT NULL, user_id integer NOT NULL)",
		fmt.Sprintf(`INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) `+
			numbers+`SELECT 1000 + i, 'learner' || i, 'learner' || i || '@example.com', '!', '', '', 0, 1, 0, '2026-01-01' FROM n`, max(learners, perExam)),
		`INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend) ` +
			fmt.Sprintf(numbers, 50) + `SELECT i, '2025-12-01 00:00:00', '2025-12-01 00:00:00', CASE WHEN i <= 11 THEN '` + crowded + `' WHEN i BETWEEN 21 AND 25 THEN '` + bulks +
			`' WHEN i BETWEEN 31 AND 35 THEN '` + granted + `' ELSE '` + waiting + `' END, 'block-v1:NordicU+X+2026+type@sequential+block@b' || i, 'x' || i, 'Exam ' || i, 90, i <> 11, 0, 1, 0,
			CASE WHEN i = 11 THEN NULL ELSE 'test' END FROM n WHERE i <= 11 OR i BETWEEN 21 AND 25 OR i BETWEEN 31 AND 35 OR i > 45`,
		attempt + fmt.Sprintf(numbers, attempts) + fmt.Sprintf(`, g(i, at) AS (SELECT i, CASE WHEN i <= %[1]d THEN i ELSE (i - %[1]d) * 7 %% %[1]d + 1 END FROM n)
			SELECT datetime('2026-01-01', '+' || (i * 7) || ' seconds') || printf('.%%06d', i), datetime('2026-01-01', '+' || (i * 7) || ' seconds', '+90 minutes') || '.5',
			datetime('2026-01-01', '+' || (i * 7) || ' seconds', '+1 minute'), datetime('2026-01-01', '+' || (i * 7) || ' seconds', '+80 minutes'),
			printf('%%08X-0000-4000-8000-%%012X', i, i), 'EXT' || i, 90, CASE i %% 10 WHEN 0 THEN 'submitted' WHEN 1 THEN 'rejected' WHEN 2 THEN 'error' ELSE 'verified' END, 1, 0,
			1 + at / %[2]d %% 10, 1001 + at %% %[2]d, 0, 0, 0, 0 FROM g`, groups, perExam),
		attempt + fmt.Sprintf(numbers, reviews) + `SELECT datetime('2026-06-01', '+' || i || ' minutes'), datetime('2026-06-01', '+' || i || ' minutes'), datetime('2026-06-01', '+' || i || ' minutes'),
			datetime('2026-06-02', '+' || i || ' minutes'), printf('%08X-0000-4000-9000-%012X', i, i), 'REV' || i, 90, 'submitted', 1, 0, 46, 1000 + i, 0, 0, 0, 0 FROM n`,
		"INSERT INTO proctoring_proctoredexamstudentallowance (created, modified, key, value, proctored_exam_id, user_id) " + fmt.Sprintf(numbers, allowances) +
			"SELECT datetime('2026-02-01', '+' || i || ' seconds'), datetime('2026-02-01', '+' || i || ' seconds'), 'additional_time_granted', i % 60 + 1, 31 + i % 5, 1001 + i / 5 FROM n",
		"ALTER TABLE edx_when_userdate ADD COLUMN first_component_block_id varchar(255) NULL",
		"ALTER TABLE edx_when_userdate ADD COLUMN is_content_gated bool NOT NULL DEFAULT 0",
		"ALTER TABLE edx_when_contentdate ADD COLUMN assignment_title varchar(255) NOT NULL DEFAULT ''",
		"ALTER TABLE edx_when_contentdate ADD COLUMN course_name varchar(255) NOT NULL DEFAULT ''",
		"ALTER TABLE edx_when_contentdate ADD COLUMN subsection_name varchar(255) NOT NULL DEFAULT ''",
		"COMMIT",
		"PRAGMA journal_mode = WAL",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v: %s", err, statement)
		}
	}
}
