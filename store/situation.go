package store

import (
	"context"
	"database/sql"
	"strings"

	"examdesk/model"
)

// situationReads are what the rules look at when an attempt is decided.
type situationReads struct{ *session }

// ReviewSituation reads what the rules look at when an attempt is decided. In a
// write transaction nothing of it can change before the decision is written.
func (t situationReads) ReviewSituation(ctx context.Context, attemptID int64) (model.ReviewSituation, error) {
	var s model.ReviewSituation
	row, err := attemptTables(t).AttemptRow(ctx, attemptID)
	if err != nil {
		return s, err
	}
	if row.Exam.ID == 0 {
		return s, model.Errorf(model.CodeNotFound, "The exam of attempt %d is not in the store, so it cannot be decided.", attemptID)
	}
	s.Attempt, s.Exam, s.Review = row.Attempt, row.Exam, row.Review
	if s.Siblings, err = t.siblings(ctx, row.Attempt); err != nil {
		return s, err
	}
	if s.OtherExams, err = t.otherExams(ctx, row); err != nil {
		return s, err
	}
	if s.OnboardingErrors, err = t.onboardingErrors(ctx, row.Attempt.UserID); err != nil {
		return s, err
	}
	if row.Review != nil {
		s.OwnReview = &row.Review.Status
	}
	if s.Newer, err = attemptTables(t).NewestAttempt(ctx, row.Attempt.ExamID, row.Attempt.UserID); err != nil {
		return s, err
	}
	s.WasTimedOut, err = t.wasTimedOut(ctx, attemptID)
	return s, err
}

// wasTimedOut reports whether an attempt's history knows it as `timed_out`.
func (t situationReads) wasTimedOut(ctx context.Context, attemptID int64) (was bool, err error) {
	err = t.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+tableHistory+" WHERE id = ? AND status = ?)", attemptID, string(model.TimedOut)).Scan(flag(&was))
	return was, mapError(err, "read the attempt's history")
}

// siblings returns the statuses of the learner's other attempts at the exam.
func (t situationReads) siblings(ctx context.Context, a model.Attempt) ([]model.AttemptStatus, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT status FROM "+tableAttempt+" WHERE user_id = ? AND proctored_exam_id = ? AND id <> ? ORDER BY created DESC", //nolint:sqlclosecheck // each closes them
		a.UserID, a.ExamID, a.ID)
	if err != nil {
		return nil, mapError(err, "read the learner's other attempts")
	}
	var out []model.AttemptStatus
	err = each(rows, func() error {
		var s model.AttemptStatus
		if err := rows.Scan(text(&s)); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	})
	return out, mapError(err, "read the learner's other attempts")
}

// otherExams returns the other active exams of the course, each with the learner's
// newest attempt.
func (t situationReads) otherExams(ctx context.Context, row model.AttemptRow) ([]model.OtherExam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+", "+attemptColumns+`,
		(SELECT p.id FROM `+tablePolicy+` p WHERE p.proctored_exam_id = e.id ORDER BY p.id LIMIT 1),
		(SELECT group_concat(o.status, char(10)) FROM `+tableAttempt+` o WHERE o.proctored_exam_id = e.id AND o.user_id = a.user_id AND o.id <> a.id), NULL
		FROM `+tableExam+` e LEFT JOIN `+tableAttempt+` a ON a.id = (SELECT n.id FROM `+tableAttempt+` n
			WHERE n.proctored_exam_id = e.id AND n.user_id = ? ORDER BY n.created DESC, n.id DESC LIMIT 1)
		WHERE e.course_id = ? AND e.is_active AND e.id <> ? ORDER BY e.id`,
		row.Attempt.UserID, row.Exam.CourseID.Raw(), row.Exam.ID)
	if err != nil {
		return nil, mapError(err, "read the course's other exams")
	}
	return t.readOthers(rows)
}

// onboardingErrors returns the learner's attempts that wait for onboarding, in any
// course.
func (t situationReads) onboardingErrors(ctx context.Context, userID int64) ([]model.OtherExam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+", "+attemptColumns+", NULL, NULL, (SELECT r.review_status FROM "+
		tableReview+" r WHERE r.attempt_code = a.attempt_code) FROM "+tableAttempt+" a JOIN "+tableExam+
		` e ON e.id = a.proctored_exam_id WHERE a.user_id = ? AND a.status IN
		('onboarding_missing', 'onboarding_pending', 'onboarding_failed', 'onboarding_expired') ORDER BY a.id`, userID)
	if err != nil {
		return nil, mapError(err, "read the attempts that wait for onboarding")
	}
	return t.readOthers(rows)
}

func (t situationReads) readOthers(rows *sql.Rows) ([]model.OtherExam, error) {
	var out []model.OtherExam
	err := each(rows, func() error {
		var o model.OtherExam
		var a model.Attempt
		var siblings string
		var review sql.NullString
		if err := rows.Scan(append(append(scanExam(&o.Exam), scanAttempt(&a)...), intPtr(&o.PolicyID), text(&siblings), &review)...); err != nil {
			return err
		}
		if siblings != "" {
			for s := range strings.SplitSeq(siblings, "\n") {
				o.Siblings = append(o.Siblings, model.AttemptStatus(s))
			}
		}
		if status := model.ReviewStatus(review.String); review.Valid {
			o.Review = &status
		}
		if a.ID != 0 {
			o.Current = &a
		}
		out = append(out, o)
		return nil
	})
	return out, mapError(err, "read the learner's other attempts")
}
