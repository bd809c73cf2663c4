package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// listReads are the lists and counts of edx-proctoring's API.
type listReads struct{ *core }

// CourseExams are a course's exams in the order of their ids; none for a course
// that is not known (edx-proctoring 5.2.0, api.get_all_exams_for_course).
func (e listReads) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.Exam, error) { return tx.CourseExams(ctx, course, activeOnly) })
}

// CourseAttempts are a course's attempts, newest first, as they are: none is
// timed out by it (edx-proctoring 5.2.0, api.get_all_exam_attempts and
// api.get_filtered_exam_attempts). search is any part of the learner's username
// or e-mail.
func (e listReads) CourseAttempts(ctx context.Context, course, search string, w model.Window) ([]model.AttemptRow, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.AttemptRow, error) { return tx.CourseAttempts(ctx, course, search, w) })
}

// UserAttempts are a learner's attempts at an exam, newest first
// (edx-proctoring 5.2.0, api.get_user_attempts_by_exam_id).
func (e listReads) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.AttemptRow, error) { return tx.UserAttempts(ctx, userID, examID) })
}

// CourseAllowances are a course's allowances in the order of their ids
// (edx-proctoring 5.2.0, api.get_allowances_for_course).
func (e listReads) CourseAllowances(ctx context.Context, course string) ([]model.GrantedAllowance, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.GrantedAllowance, error) { return tx.CourseAllowances(ctx, course) })
}

// ActiveExams are the exams that a learner is in, newest first, each with what
// the learner was granted; in any course for an empty one (edx-proctoring
// 5.2.0, api.get_active_exams_for_user).
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

// LastCompletion is when a learner completed the last of a course's proctored
// exams, in UTC; nil while some are missing, and for a learner who is not known
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

// ViolationReport are a course's attempts with what reviewers found, by the
// exam's name. practice asks for the reviews of practice exams instead of those
// of the others; the attempts are all of them either way (edx-proctoring 5.2.0,
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
