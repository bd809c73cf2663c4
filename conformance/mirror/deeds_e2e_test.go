//go:build e2e

package mirror

import (
	"database/sql"
	"fmt"
	"time"

	"examdesk/mirror"
)

// execer is a database or one of its transactions.
type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
	QueryRow(query string, args ...any) *sql.Row
}

func do(db execer, query string, args ...any) int64 {
	r, err := db.Exec(query, args...)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", query, err))
	}
	id, _ := r.LastInsertId()
	return id
}

const attemptColumns = "created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored, is_sample_attempt, review_policy_id, proctored_exam_id, user_id, is_status_acknowledged, time_remaining_seconds, is_resumable, ready_to_resume, resumed"

// seed fills a site: exams, people, and attempts in every status with what belongs to them.
func (s *site) seed(attempts int) {
	s.t.Helper()
	for i := range 4 {
		do(s, "INSERT INTO proctoring_proctoredexam (created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES (?, ?, ?, ?, NULL, ?, 90, NULL, 1, 0, 1, 0, 'test')",
			at(0), at(0), fmt.Sprint("course-v1:Org+c", i%2, "+2026"), fmt.Sprint("block-v1:Org+c", i%2, "+2026+type@sequential+block@e", i), fmt.Sprint("Prüfung é 日本 😀 ", i))
	}
	for i := range max(8, attempts/4) {
		s.person(i + 1)
	}
	statuses := []string{"submitted", "second_review_required", "verified", "rejected", "error", "started", "created", "declined"}
	tx := must(s.Begin())
	for i := range attempts {
		id := s.newAttempt(tx, int64(i%4+1), int64(i%max(8, attempts/4)+1), statuses[i%len(statuses)], time.Duration(i)*time.Second)
		if i%2 == 0 {
			s.review(tx, id, "Suspicious", time.Duration(i)*time.Second)
		}
	}
	check(tx.Commit())
	for i := range 5 {
		s.allow(s, int64(i+1), 1, "additional_time_granted", fmt.Sprint(10+i), 0)
	}
	do(s, "INSERT INTO proctoring_proctoredexamreviewpolicy (created, modified, review_policy, proctored_exam_id, set_by_user_id) VALUES (?, ?, 'No notes.', 1, 1)", at(0), at(0))
	do(s, "INSERT INTO auth_group (name) VALUES ('test_review'), ('others')")
	do(s, "INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1), (2, 2)")
}

func (s *site) person(id int) {
	do(s, "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined) VALUES (?, 'fake-hash-do-not-use', 0, ?, 'Ada', 'Lövelace', ?, ?, 1, ?)",
		id, fmt.Sprint("learner", id), fmt.Sprintf("learner%d@example.com", id), id == 1, at(0))
	do(s, "INSERT INTO auth_userprofile (user_id, name, meta, courseware, language, location) VALUES (?, ?, '', '', '', '')", id, fmt.Sprint("Ada Lövelace ", id))
}

// newAttempt creates an attempt as edx-proctoring does: with a row of the history.
func (s *site) newAttempt(db execer, exam, user int64, status string, after time.Duration) int64 {
	id := do(db, "INSERT INTO "+mirror.Attempts+" ("+attemptColumns+") VALUES (?, ?, NULL, ?, UUID(), NULL, 90, ?, 1, 0, NULL, ?, ?, 0, NULL, 0, 0, 0)", at(after), at(after), at(after+500*time.Microsecond), status, exam, user)
	s.past(db, id, "+", after)
	return id
}

// past writes a row of the history of an attempt, as it is now.
func (s *site) past(db execer, id int64, kind string, after time.Duration) int64 {
	return do(db, "INSERT INTO "+mirror.AttemptHistory+" (id, "+attemptColumns+", history_date, history_type) SELECT id, "+attemptColumns+", ?, ? FROM "+mirror.Attempts+" WHERE id = ?", at(after), kind, id)
}

// status changes the status of an attempt, as a save does.
func (s *site) status(db execer, id int64, status string, after time.Duration) {
	do(db, "UPDATE "+mirror.Attempts+" SET status = ?, modified = ? WHERE id = ?", status, at(after), id)
	s.past(db, id, "~", after)
}

func (s *site) remove(db execer, id int64, after time.Duration) {
	s.past(db, id, "-", after)
	do(db, "DELETE FROM "+mirror.Attempts+" WHERE id = ?", id)
}

const reviewColumns = "created, modified, attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url"

// review creates a review of an attempt with two comments.
func (s *site) review(db execer, attempt int64, status string, after time.Duration) int64 {
	id := do(db, "INSERT INTO "+mirror.Reviews+" ("+reviewColumns+") SELECT ?, ?, attempt_code, ?, '{\"raw\": \"evidence-of-someone\"}', proctored_exam_id, NULL, user_id, 1, X'00ff' FROM "+mirror.Attempts+" WHERE id = ?", at(after), at(after), status, attempt)
	for i := range 2 {
		do(db, "INSERT INTO "+mirror.Comments+" (created, modified, start_time, stop_time, duration, comment, status, review_id) VALUES (?, ?, ?, 20, 10, 'looked at a phone — é', 'Suspicious', ?)", at(after), at(after), i, id)
	}
	return id
}

// archive copies a review into the archive, as each save does beforehand.
func (s *site) archive(db execer, id int64, after time.Duration) int64 {
	return do(db, "INSERT INTO "+mirror.ReviewHistory+" ("+reviewColumns+") SELECT ?, ?, attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url FROM "+mirror.Reviews+" WHERE id = ?", at(after), at(after), id)
}

func (s *site) decide(db execer, id int64, status string, after time.Duration) {
	s.archive(db, id, after)
	do(db, "UPDATE "+mirror.Reviews+" SET review_status = ?, reviewed_by_id = 2, modified = ? WHERE id = ?", status, at(after), id)
}

func (s *site) allow(db execer, user, exam int64, key, value string, after time.Duration) int64 {
	return do(db, "INSERT INTO "+mirror.Allowances+" (created, modified, `key`, value, proctored_exam_id, user_id) VALUES (?, ?, ?, ?, ?, ?)", at(after), at(after), key, value, exam, user)
}

func (s *site) archiveAllowance(db execer, id int64, after time.Duration) int64 {
	return do(db, "INSERT INTO "+mirror.AllowanceHistory+" (created, modified, allowance_id, `key`, value, proctored_exam_id, user_id) SELECT ?, ?, id, `key`, value, proctored_exam_id, user_id FROM "+mirror.Allowances+" WHERE id = ?", at(after), at(after), id)
}

// number reads one number.
func (s *site) number(query string, args ...any) int64 {
	s.t.Helper()
	var n int64
	if err := s.QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	return n
}
