package http

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"examdesk/store"
)

// inactive is a user whom the platform has locked out.
const inactive = "gone"

// The people and exams of the world in which the requests are made.
const (
	course, other  = "course-v1:NordicU+STAT101+2026", "CoastTech/LAW102/2026"
	foreign, plain = "course-v1:Ünï+Årt1+2026", "CoastTech/ART1/2026"
	world          = `
INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) VALUES
	(1, 'ops', 'ops@example.com', '!', '', '', 1, 1, 0, '2026-01-01'), (2, 'cs', 'cs@example.com', '!', '', '', 0, 1, 0, '2026-01-01'),
	(3, 'lea', 'lea@example.com', '!', '', '', 0, 1, 0, '2026-01-01'), (4, 'leo', 'leo@example.com', '!', '', '', 0, 1, 0, '2026-01-01'),
	(5, 'rev', 'rev@example.com', '!', '', '', 0, 1, 0, '2026-01-01'), (6, 'root', 'root@example.com', '!', '', '', 1, 1, 1, '2026-01-01'),
	(7, 'gone', 'gone@example.com', '!', '', '', 0, 0, 0, '2026-01-01'),
	(8, 'far', 'far@example.com', '!', '', '', 0, 1, 0, '2026-01-01'), (9, 'ann', 'ann@example.com', '!', '', '', 0, 1, 0, '2026-01-01');
INSERT INTO auth_group (id, name) VALUES (1, 'test_review'), (2, 'software_secure_review');
INSERT INTO auth_user_groups (user_id, group_id) VALUES (5, 1), (5, 2);
CREATE TABLE student_courseaccessrole (id integer PRIMARY KEY AUTOINCREMENT, org varchar(64) NOT NULL, course_id varchar(255) NOT NULL, role varchar(64) NOT NULL, user_id integer NOT NULL);
INSERT INTO student_courseaccessrole (org, course_id, role, user_id) VALUES ('NordicU', 'course-v1:NordicU+STAT101+2026', 'staff', 2), ('CoastTech', 'CoastTech/LAW102/2026', 'staff', 8);
CREATE TABLE student_courseenrollment (id integer PRIMARY KEY AUTOINCREMENT, course_id varchar(255) NOT NULL, created datetime, is_active bool NOT NULL, mode varchar(100) NOT NULL, user_id integer NOT NULL);
INSERT INTO student_courseenrollment (course_id, created, is_active, mode, user_id) VALUES
	('course-v1:NordicU+STAT101+2026', '2026-10-01', 1, 'verified', 3), ('course-v1:NordicU+STAT101+2026', '2026-10-01', 1, 'verified', 4),
	('course-v1:NordicU+STAT101+2026', '2026-10-01', 1, 'masters', 9), ('course-v1:NordicU+STAT101+2026', '2026-10-01', 1, 'audit', 5);
INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES
	(1, '2026-11-01 00:00:00', '2026-11-01 00:00:00', 'course-v1:NordicU+STAT101+2026', 'block-v1:NordicU+STAT101+2026+type@sequential+block@b1', 'x1', 'Midterm', 90, NULL, 1, 0, 1, 0, 'test'),
	(2, '2026-11-01 00:00:01', '2026-11-01 00:00:01', 'course-v1:NordicU+STAT101+2026', 'block-v1:NordicU+STAT101+2026+type@sequential+block@b2', 'x2', 'Practice', 30, NULL, 1, 1, 1, 0, 'test'),
	(3, '2026-11-01 00:00:02', '2026-11-01 00:00:02', 'course-v1:NordicU+STAT101+2026', 'block-v1:NordicU+STAT101+2026+type@sequential+block@b3', NULL, 'Timed', 20, NULL, 0, 0, 1, 0, NULL),
	(4, '2026-11-01 00:00:03', '2026-11-01 00:00:03', 'CoastTech/LAW102/2026', 'i4x://CoastTech/LAW102/sequential/b4', 'x4', 'Final', 60, '2026-12-24 00:00:00', 1, 0, 1, 1, 'test'),
	(5, '2026-11-01 00:00:04', '2026-11-01 00:00:04', 'CoastTech/LAW102/2026', 'i4x://CoastTech/LAW102/sequential/b5', 'x5', 'Old', 60, NULL, 1, 0, 0, 0, 'test'),
	(6, '2026-11-01 00:00:05', '2026-11-01 00:00:05', 'course-v1:Ünï+Årt1+2026', 'block-v1:Uni+Art1+2026+type@sequential+block@b6', 'x6', 'Prüfung', 60, NULL, 1, 0, 1, 0, 'test'),
	(7, '2026-11-01 00:00:06', '2026-11-01 00:00:06', 'CoastTech/ART1/2026', 'c7', NULL, 'Drawing', 60, NULL, 0, 0, 1, 0, NULL);
ALTER TABLE edx_when_userdate ADD COLUMN first_component_block_id varchar(255) NULL;
ALTER TABLE edx_when_userdate ADD COLUMN is_content_gated bool NOT NULL DEFAULT 0;
ALTER TABLE edx_when_contentdate ADD COLUMN assignment_title varchar(255) NOT NULL DEFAULT '';
ALTER TABLE edx_when_contentdate ADD COLUMN course_name varchar(255) NOT NULL DEFAULT '';
ALTER TABLE edx_when_contentdate ADD COLUMN subsection_name varchar(255) NOT NULL DEFAULT '';
`
)

// makeWorld makes the database that both sides begin with.
func makeWorld(t testing.TB, path string) {
	t.Helper()
	if err := store.Create(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), world); err != nil {
		t.Fatal(fmt.Errorf("make the world: %w", err))
	}
}
