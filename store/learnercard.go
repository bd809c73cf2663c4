package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"examdesk/model"
)

// MaxCard bounds how many attempts and entries a learner's card reads.
const MaxCard = 500

// cardReads are what one learner did, over all courses.
type cardReads struct{ *session }

// LearnerAttempts returns a learner's attempts in every course with their reviews,
// newest first.
func (t cardReads) LearnerAttempts(ctx context.Context, userID int64) ([]model.AttemptRow, error) {
	ids, err := t.ids(ctx, "find the learner's attempts", "SELECT id FROM "+tableAttempt+" WHERE user_id = ? ORDER BY created DESC, id DESC LIMIT ?", userID, MaxCard)
	if err != nil {
		return nil, err
	}
	rows, err := t.s.rowsByID(ctx, t.tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]model.AttemptRow, 0, len(ids))
	for _, id := range ids {
		out = append(out, rows[id])
	}
	return out, nil
}

// LearnerZone returns the name of the time zone that a learner chose in the LMS,
// empty if the store does not say.
func (t cardReads) LearnerZone(ctx context.Context, userID int64) (string, error) {
	has, err := t.hasTable(ctx, "user_api_userpreference")
	if err != nil || !has {
		return "", mapError(err, "look for the learner's time zone")
	}
	var name string
	err = t.tx.QueryRowContext(ctx, "SELECT value FROM user_api_userpreference WHERE user_id = ? AND key = 'time_zone'", userID).Scan(text(&name))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, mapError(err, "read the learner's time zone")
}

// LearnerCourses returns the courses in which a learner has or had an attempt or has
// an allowance or, where the store has enrolments, is enrolled.
func (t cardReads) LearnerCourses(ctx context.Context, userID int64) ([]string, error) {
	query := "SELECT DISTINCT e.course_id FROM " + tableExam + " e WHERE e.id IN (SELECT proctored_exam_id FROM " + tableAttempt + " WHERE user_id = ?" +
		" UNION SELECT proctored_exam_id FROM " + tableAllowance + " WHERE user_id = ? UNION SELECT proctored_exam_id FROM " + tableHistory + " WHERE user_id = ?)"
	args := []any{userID, userID, userID}
	enrolled, err := t.hasTable(ctx, "student_courseenrollment")
	if err != nil {
		return nil, mapError(err, "look for enrolments")
	}
	if enrolled {
		query += " UNION SELECT n.course_id FROM student_courseenrollment n WHERE n.user_id = ? AND n.is_active"
		args = append(args, userID)
	}
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, mapError(err, "find the learner's courses")
	}
	out, err := collectStrings(rows)
	return out, mapError(err, "find the learner's courses")
}

// LearnerTimeline returns what happened to a learner's attempts and allowances, the
// last first.
func (t cardReads) LearnerTimeline(ctx context.Context, userID int64) ([]model.TimelineEntry, error) {
	out, err := t.attemptTimeline(ctx, userID)
	if err != nil {
		return nil, err
	}
	if err := t.timelineReasons(ctx, userID, out); err != nil {
		return nil, err
	}
	granted, err := t.allowanceTimeline(ctx, userID)
	out = append(out, granted...)
	model.SortTimeline(out)
	return out, err
}

func (t cardReads) attemptTimeline(ctx context.Context, userID int64) ([]model.TimelineEntry, error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT h.id, h.history_date, h.history_type, h.status, coalesce(w.username, ''), coalesce(e.course_id, ''), coalesce(e.exam_name, ''), h.proctored_exam_id
		FROM `+tableHistory+" h LEFT JOIN "+tableExam+` e ON e.id = h.proctored_exam_id LEFT JOIN auth_user w ON w.id = h.history_user_id
		WHERE h.user_id = ? ORDER BY h.history_date DESC, h.history_id DESC LIMIT ?`, userID, MaxCard)
	if err != nil {
		return nil, mapError(err, "read what happened")
	}
	var out []model.TimelineEntry
	err = each(rows, func() error {
		var x model.TimelineEntry
		if err := rows.Scan(num(&x.AttemptID), scanTime{&x.At}, text(&x.Type), text(&x.Status), text(&x.Who), text(&x.Course), text(&x.Exam), num(&x.ExamID)); err != nil {
			return err
		}
		x.What = model.StatusSentence(x.Type, x.Status)
		if x.Who == "" {
			x.Who, x.WhoInferred = model.WhoDid(x.Type, x.Status), true
		}
		out = append(out, x)
		return nil
	})
	return out, mapError(err, "read what happened")
}

// allowanceTimeline returns what was granted. The archive has what an allowance was
// until it changed.
func (t cardReads) allowanceTimeline(ctx context.Context, userID int64) ([]model.TimelineEntry, error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT x.at, x.what, x.key, x.value, coalesce(e.course_id, ''), coalesce(e.exam_name, '') FROM (
		SELECT modified AS at, 'granted' AS what, key, value, proctored_exam_id FROM `+tableAllowance+` WHERE user_id = ?
		UNION ALL SELECT created, 'no longer granted', key, value, proctored_exam_id FROM `+tableAllowanceHistory+` WHERE user_id = ?) x
		LEFT JOIN `+tableExam+` e ON e.id = x.proctored_exam_id ORDER BY x.at DESC LIMIT ?`, userID, userID, MaxCard)
	if err != nil {
		return nil, mapError(err, "read what was granted")
	}
	var out []model.TimelineEntry
	err = each(rows, func() error {
		var x model.TimelineEntry
		var what string
		var key, value model.Text
		if err := rows.Scan(scanTime{&x.At}, &what, text(&key), text(&value), text(&x.Course), text(&x.Exam)); err != nil {
			return err
		}
		x.What = model.AllowanceSentence(key, value) + " " + what
		out = append(out, x)
		return nil
	})
	return slices.Clip(out), mapError(err, "read what was granted")
}

// timelineReasons puts the reasons of decisions to what happened by them.
func (t cardReads) timelineReasons(ctx context.Context, userID int64, list []model.TimelineEntry) error {
	notes, err := decisionTables(t).decisionNotes(ctx, "SELECT h.id FROM "+tableHistory+" h WHERE h.user_id = ?", userID)
	if err != nil || len(notes) == 0 {
		return err
	}
	type key struct {
		attempt int64
		stamp   string
	}
	at := map[key]model.Text{}
	for _, n := range notes {
		at[key{n.attempt, n.stamp}] = n.reason
	}
	for i := range list {
		if list[i].AttemptID != 0 {
			list[i].Reason = at[key{list[i].AttemptID, formatTime(list[i].At)}]
		}
	}
	return nil
}
