package store

import (
	"context"
	"time"

	"examdesk/model"
)

// ExamAttemptCounts are how many attempts each exam has, of a course or of all
// courses for none; exams without attempts count 0.
func (t *Tx) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT e.id, (SELECT count(*) FROM "+tableAttempt+" a WHERE a.proctored_exam_id = e.id) FROM "+ //nolint:sqlclosecheck // each closes them
		tableExam+" e WHERE ? = '' OR e.course_id = ?", course, course)
	if err != nil {
		return nil, mapError(err, "count the attempts")
	}
	out := map[int64]int64{}
	err = each(rows, func() error {
		var id, n int64
		if err := rows.Scan(num(&id), num(&n)); err != nil {
			return err
		}
		out[id] = n
		return nil
	})
	return out, mapError(err, "count the attempts")
}

// FormerPolicies are what an exam's review policy was before, the last first.
// The archive notes when a policy was replaced, not since when it had been true.
func (t *Tx) FormerPolicies(ctx context.Context, examID int64) ([]model.Policy, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT h.id, h.review_policy, coalesce(u.username, ''), h.created FROM "+tablePolicyHistory+
		" h LEFT JOIN auth_user u ON u.id = h.set_by_user_id WHERE h.proctored_exam_id = ? ORDER BY h.created DESC, h.id DESC", examID)
	if err != nil {
		return nil, mapError(err, "read the former review policies")
	}
	var out []model.Policy
	err = each(rows, func() error {
		var p model.Policy
		if err := rows.Scan(num(&p.ID), text(&p.Text), text(&p.SetBy), scanTime{&p.Modified}); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, mapError(err, "read the former review policies")
}

// proctorableModes are the modes of an enrolment in which proctored exams can be
// taken (the platform's EnrollmentsService).
const proctorableModes = "('verified', 'masters', 'professional', 'executive-education')"

// Enrollments are a course's active enrolments that can take proctored exams, by
// any part of username or e-mail. A store without enrolments names who has an
// attempt in the course instead, with no mode.
func (t *Tx) Enrollments(ctx context.Context, course, search string) ([]model.Enrollment, error) {
	enrolled, err := hasTable(ctx, t.tx, "student_courseenrollment")
	if err != nil {
		return nil, mapError(err, "look for enrolments")
	}
	query := "SELECT u.username, '' FROM auth_user u WHERE u.id IN (SELECT a.user_id FROM " + tableExam + " e CROSS JOIN " + tableAttempt +
		" a ON a.proctored_exam_id = e.id WHERE e.course_id = ?)"
	order := " ORDER BY u.username"
	if enrolled {
		query = "SELECT u.username, n.mode FROM student_courseenrollment n JOIN auth_user u ON u.id = n.user_id WHERE n.course_id = ? AND n.is_active AND n.mode IN " + proctorableModes
		order = " ORDER BY n.id"
	}
	like := likePattern(search)
	rows, err := t.tx.QueryContext(ctx, query+` AND (? = '' OR u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`+order,
		course, search, like, like)
	if err != nil {
		return nil, mapError(err, "read the enrolments")
	}
	var out []model.Enrollment
	err = each(rows, func() error {
		var n model.Enrollment
		if err := rows.Scan(text(&n.Username), text(&n.Mode)); err != nil {
			return err
		}
		out = append(out, n)
		return nil
	})
	return out, mapError(err, "read the enrolments")
}

// recentChanges is how many rows of the history are looked at for the newest
// time: no index is by time, and a clock that is wrong now writes rows now.
const recentChanges = 1000

// NewestChange is when the store was last changed by anybody: the newest time
// among the last rows of the attempts' history, nil if there are none.
func (t *Tx) NewestChange(ctx context.Context) (*time.Time, error) {
	var at *time.Time
	err := t.tx.QueryRowContext(ctx, "SELECT max(history_date) FROM (SELECT history_date FROM "+tableHistory+
		" ORDER BY history_id DESC LIMIT ?)", recentChanges).Scan(scanTimePtr{&at})
	return at, mapError(err, "read the newest change")
}

// LearnersNamed are the users of a username, or else of an e-mail in any case
// of its letters, at most limit of them.
func (t *Tx) LearnersNamed(ctx context.Context, name string, limit int) ([]model.Learner, error) {
	for _, where := range []string{"u.username = ?", "u.email = ?", "lower(u.email) = lower(?)"} {
		ids, err := t.ids(ctx, "find the learner", "SELECT u.id FROM auth_user u WHERE "+where+" ORDER BY u.id LIMIT ?", name, limit)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			return t.s.learners(ctx, ids)
		}
	}
	return nil, nil
}
