package model

import "time"

// HasPassed reports whether a date is over; none never is (edx-proctoring 5.2.0,
// utils.has_due_date_passed).
func HasPassed(date *time.Time, now time.Time) bool { return date != nil && !date.After(now) }

// IsPassedDue reports whether an exam is over for a learner with that due date
// (edx-proctoring 5.2.0, api.is_exam_passed_due). A timed exam without a due
// date is over with its course.
func IsPassedDue(e Exam, due, courseEnd *time.Time, now time.Time) bool {
	if due != nil {
		return HasPassed(due, now)
	}
	return !e.IsProctored && !e.IsPracticeExam && HasPassed(courseEnd, now)
}
