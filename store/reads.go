package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

// CourseExams are a course's exams in the order of their ids.
func (t *Tx) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	return t.exams(ctx, tableExam+" e WHERE e.course_id = ? AND (e.is_active OR NOT ?) ORDER BY e.id", course, activeOnly)
}

// OnboardingExam is the newest of a course's active practice exams that are
// proctored, nil if there is none.
func (t *Tx) OnboardingExam(ctx context.Context, course string) (*model.Exam, error) {
	e, err := t.exam(ctx, "e.course_id = ? AND e.is_active AND e.is_practice_exam AND e.is_proctored ORDER BY e.created DESC, e.id", course)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &e, mapError(err, "read the course's onboarding exam")
}

// CourseAttempts are a course's attempts, newest first; search is any part of
// the learner's username or e-mail, without regard to the case of ASCII letters.
func (t *Tx) CourseAttempts(ctx context.Context, course, search string, w model.Window) ([]model.AttemptRow, error) {
	from, where, args := tableExam+" e CROSS JOIN "+tableAttempt+" a ON a.proctored_exam_id = e.id", "e.course_id = ?", []any{course}
	if search != "" {
		from += " JOIN auth_user u ON u.id = a.user_id"
		where += ` AND (u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`
		args = append(args, likePattern(search), likePattern(search))
	}
	return t.attempts(ctx, from, where, w, args...)
}

// UserAttempts are a learner's attempts at an exam, newest first.
func (t *Tx) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	return t.attempts(ctx, tableAttempt+" a", "a.user_id = ? AND a.proctored_exam_id = ?", model.Window{}, userID, examID)
}

// ActiveAttempts are a learner's attempts that are running, newest first; in
// any course for an empty one.
func (t *Tx) ActiveAttempts(ctx context.Context, userID int64, course string) ([]model.AttemptRow, error) {
	return t.attempts(ctx, tableAttempt+" a JOIN "+tableExam+" e ON e.id = a.proctored_exam_id",
		"a.user_id = ? AND a.status IN ('started', 'ready_to_submit') AND (? = '' OR e.course_id = ?)", model.Window{}, userID, course, course)
}

// attempts reads attempts with exam and learner, newest first; those that a
// cascade made in one moment are in the order in which it made them, as
// edx-proctoring lists them on SQLite. Only ids are sorted, and only those in
// the window are read.
func (t *Tx) attempts(ctx context.Context, from, where string, w model.Window, args ...any) ([]model.AttemptRow, error) {
	limit := w.Limit
	if limit <= 0 {
		limit = -1
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+", "+examColumns+", "+t.s.userColumns()+` FROM
		(SELECT a.id AS id FROM `+from+" WHERE "+where+` ORDER BY a.created DESC, a.id LIMIT ? OFFSET ?) w
		CROSS JOIN `+tableAttempt+" a ON a.id = w.id LEFT JOIN "+tableExam+` e ON e.id = a.proctored_exam_id
		LEFT JOIN auth_user u ON u.id = a.user_id ORDER BY a.created DESC, a.id`, append(args, limit, max(0, w.Offset))...)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	var out []model.AttemptRow
	err = each(rows, func() error {
		var r model.AttemptRow
		if err := rows.Scan(append(append(scanAttempt(&r.Attempt), scanExam(&r.Exam)...), scanLearner(&r.Learner)...)...); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	return out, mapError(err, "read the attempts")
}

// Completions are when the attempts were completed that a learner took as
// proctored in a course, the last one first, nil for one that is not completed.
func (t *Tx) Completions(ctx context.Context, course, username string) ([]*time.Time, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT a.completed_at FROM auth_user u CROSS JOIN "+tableAttempt+" a ON a.user_id = u.id JOIN "+tableExam+
		` e ON e.id = a.proctored_exam_id WHERE u.username = ? AND e.course_id = ? AND a.taking_as_proctored AND NOT a.is_sample_attempt
		ORDER BY a.completed_at DESC`, username, course)
	if err != nil {
		return nil, mapError(err, "read what the learner completed")
	}
	var out []*time.Time
	err = each(rows, func() error {
		var at *time.Time
		if err := rows.Scan(scanTimePtr{&at}); err != nil {
			return err
		}
		out = append(out, at)
		return nil
	})
	return out, mapError(err, "read what the learner completed")
}

// CourseAllowances are the allowances of a course in the order of their ids.
func (t *Tx) CourseAllowances(ctx context.Context, course string) ([]model.GrantedAllowance, error) {
	return t.granted(ctx, tableExam+" e CROSS JOIN "+tableAllowance+" l ON l.proctored_exam_id = e.id", "e.course_id = ?", 0, course)
}

// UserAllowances are a learner's allowances at all exams in the order of their ids.
func (t *Tx) UserAllowances(ctx context.Context, userID int64) ([]model.GrantedAllowance, error) {
	return t.granted(ctx, tableAllowance+" l LEFT JOIN "+tableExam+" e ON e.id = l.proctored_exam_id", "l.user_id = ?", 0, userID)
}

// granted reads allowances in the order of their ids, all for the limit 0.
func (t *Tx) granted(ctx context.Context, from, where string, limit int, args ...any) ([]model.GrantedAllowance, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT l.id, l.proctored_exam_id, l.user_id, l.key, l.value, l.created, l.modified, "+examColumns+", "+
		t.s.userColumns()+" FROM "+from+" LEFT JOIN auth_user u ON u.id = l.user_id WHERE "+where+" ORDER BY l.id LIMIT ?", append(args, cmp.Or(limit, -1))...)
	if err != nil {
		return nil, mapError(err, "read the allowances")
	}
	var out []model.GrantedAllowance
	err = each(rows, func() error {
		var g model.GrantedAllowance
		l := &g.Allowance
		dest := []any{num(&l.ID), num(&l.ExamID), num(&l.UserID), text(&l.Key), text(&l.Value), scanTime{&l.Created}, scanTime{&l.Modified}}
		if err := rows.Scan(append(append(dest, scanExam(&g.Exam)...), scanLearner(&g.Learner)...)...); err != nil {
			return err
		}
		out = append(out, g)
		return nil
	})
	return out, mapError(err, "read the allowances")
}

// CourseReviews are the reviews of a course's practice exams, or of its others,
// in the order of their ids, with their comments.
func (t *Tx) CourseReviews(ctx context.Context, course string, practice bool) ([]model.ReportedReview, error) {
	return t.reportedReviews(ctx, tableExam+" e CROSS JOIN "+tableReview+" r ON r.exam_id = e.id", "e.course_id = ? AND e.is_practice_exam = ?", course, practice)
}

// reportedReviews reads reviews with their comments.
func (t *Tx) reportedReviews(ctx context.Context, from, where string, args ...any) ([]model.ReportedReview, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT r.id, r.attempt_code, r.review_status, k.id, k.status, k.comment, k.created FROM "+from+
		" LEFT JOIN "+tableComment+" k ON k.review_id = r.id WHERE "+where+" ORDER BY r.id, k.id", args...)
	if err != nil {
		return nil, mapError(err, "read the course's reviews")
	}
	var out []model.ReportedReview
	last := int64(-1)
	err = each(rows, func() error {
		var r model.ReportedReview
		var c model.Comment
		if err := rows.Scan(num(&r.ID), text(&r.AttemptCode), text(&r.Status), num(&c.ID), text(&c.Status), text(&c.Text), scanTime{&c.Created}); err != nil {
			return err
		}
		if r.ID != last {
			out, last = append(out, r), r.ID
		}
		if c.ID != 0 {
			out[len(out)-1].Comments = append(out[len(out)-1].Comments, c)
		}
		return nil
	})
	return out, mapError(err, "read the course's reviews")
}
