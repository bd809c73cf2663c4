package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// listReads has the lists and counts of edx-proctoring's API.
type listReads struct{ *core }

// CourseExams returns a course's exams in the order of their ids; none for an unknown
// course (edx-proctoring 5.2.0, api.get_all_exams_for_course).
func (e listReads) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.Exam, error) { return tx.CourseExams(ctx, course, activeOnly) })
}

// CourseAttempts returns a course's attempts as they are, newest first: unlike
// reading one, it times none out (edx-proctoring 5.2.0, api.get_all_exam_attempts and
// api.get_filtered_exam_attempts). search is any part of the learner's username or
// e-mail.
func (e listReads) CourseAttempts(ctx context.Context, course, search string, w model.Window) ([]model.AttemptRow, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.AttemptRow, error) { return tx.CourseAttempts(ctx, course, search, w) })
}

// UserAttempts returns a learner's attempts at an exam, newest first (edx-proctoring
// 5.2.0, api.get_user_attempts_by_exam_id).
func (e listReads) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.AttemptRow, error) { return tx.UserAttempts(ctx, userID, examID) })
}

// CourseAllowances returns a course's allowances in the order of their ids
// (edx-proctoring 5.2.0, api.get_allowances_for_course).
func (e listReads) CourseAllowances(ctx context.Context, course string) ([]model.GrantedAllowance, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.GrantedAllowance, error) { return tx.CourseAllowances(ctx, course) })
}

// ActiveExams returns the exams that a learner is taking, newest first, each with
// what the learner was granted; an empty course means any (edx-proctoring 5.2.0,
// api.get_active_exams_for_user).
func (e listReads) ActiveExams(ctx context.Context, userID int64, course string) ([]model.ActiveExam, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.ActiveExam, error) {
		rows, err := tx.ActiveAttempts(ctx, userID, course)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		granted, err := tx.UserAllowances(ctx, userID)
		if err != nil {
			return nil, err
		}
		out := make([]model.ActiveExam, len(rows))
		for i, row := range rows {
			out[i].Row = row
			for _, g := range granted {
				if g.Allowance.ExamID == row.Attempt.ExamID {
					out[i].Allowances = append(out[i].Allowances, g)
				}
			}
		}
		return out, nil
	})
}

// LastCompletion returns when a learner completed the last of a course's proctored
// exams, in UTC; nil while some are missing, and for an unknown learner
// (edx-proctoring 5.2.0, api.get_last_exam_completion_date).
func (e listReads) LastCompletion(ctx context.Context, course, username string) (*time.Time, error) {
	return view(ctx, e, func(tx *store.Tx) (*time.Time, error) {
		completed, err := tx.Completions(ctx, course, username)
		if err != nil {
			return nil, err
		}
		exams, err := tx.CourseExams(ctx, course, false)
		if err != nil {
			return nil, err
		}
		count := 0
		for _, exam := range exams {
			if exam.IsProctored && !exam.IsPracticeExam {
				count++
			}
		}
		return model.LastCompletion(completed, count), nil
	})
}

// ViolationReport returns a course's attempts with what reviewers found, by the
// exam's name. practice selects the reviews of practice exams instead of the others;
// the attempts are all of them in either case (edx-proctoring 5.2.0,
// api.get_exam_violation_report).
func (e listReads) ViolationReport(ctx context.Context, course string, practice bool) ([]model.ReviewedAttempt, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.ReviewedAttempt, error) {
		attempts, err := tx.CourseAttempts(ctx, course, "", model.Window{})
		if err != nil {
			return nil, err
		}
		reviews, err := tx.CourseReviews(ctx, course, practice)
		return model.ViolationReport(attempts, reviews), err
	})
}

// viewer reads on one snapshot of the store.
type viewer interface {
	snapshot(ctx context.Context, read func(*store.Tx) error) error
}

func (e *core) snapshot(ctx context.Context, read func(*store.Tx) error) error {
	return e.store.View(ctx, read)
}

// view reads on one snapshot of the store.
func view[T any](ctx context.Context, e viewer, read func(*store.Tx) (T, error)) (out T, err error) {
	err = e.snapshot(ctx, func(tx *store.Tx) error {
		out, err = read(tx)
		return err
	})
	return out, err
}
