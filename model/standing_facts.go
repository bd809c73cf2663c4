package model

import (
	"time"
)

// The kinds of exam, as edx-proctoring distinguishes them when it chooses a page.
func (f Facts) isProctored() bool { return f.Exam.IsProctored && !f.Exam.IsPracticeExam }
func (f Facts) isPractice() bool  { return f.Exam.IsProctored && f.Exam.IsPracticeExam && !f.Onboarding }
func (f Facts) isOnboarding() bool {
	return f.Exam.IsProctored && f.Exam.IsPracticeExam && f.Onboarding
}

// isOver reports that the exam is over for the learner.
func (f Facts) isOver() bool { return IsPassedDue(f.Exam, f.Due, f.CourseEnd, f.Now) }

// isShut reports that an exam that is over is closed to a learner who has not
// finished it: edx-proctoring shows that the due date has passed, or refuses to
// make an attempt. Practice exams that were begun go on.
func (f Facts) isShut() bool {
	switch {
	case !f.isOver():
		return false
	case f.Attempt == nil:
		return true
	}
	return f.Attempt.Status.IsIncomplete() && !f.Exam.IsPracticeExam
}

// courseClosed reports that the course has ended and took the exam with it: a
// proctored one always, a timed one unless it has a due date of its own.
func (f Facts) courseClosed() bool {
	return HasPassed(f.CourseEnd, f.Now) && (f.Exam.IsProctored || f.Due == nil && !f.Exam.IsPracticeExam)
}

func (f Facts) serviceMissing() bool {
	return f.ServiceMissing && f.Exam.IsProctored && (f.Attempt == nil || f.Attempt.ExternalID == "")
}

// unregistered reports whether the service knows nothing of a proctored attempt: the
// learner is turned away until it is removed.
func (f Facts) unregistered() bool {
	return f.Exam.IsProctored && f.Attempt.TakingAsProctored && f.Attempt.ExternalID == ""
}

// neverSubmitted reports that the attempt ended without a submission
// (edx-proctoring 6.1.2, handlers._was_attempt_submitted).
func (f Facts) neverSubmitted() bool {
	return f.Attempt.CompletedAt == nil && !f.TimedOut
}

func (f Facts) reviewOverdue() bool {
	since := f.since()
	return since != nil && f.Now.Sub(*since) > f.Limits.Waiting
}

func (f Facts) reviewPasses() bool {
	return f.Review.Status == ReviewClean || f.Review.Status == ReviewRulesViolation
}

// approvedUntil returns until when an approved onboarding counts.
func (f Facts) approvedUntil() *time.Time {
	until := f.Attempt.Modified.AddDate(0, 0, f.OnboardingDays)
	return &until
}

// endOfTime returns when a running attempt ends: after its time, and for exams that
// are shut then, with the due date.
func (f Facts) endOfTime() *time.Time {
	due := f.Due
	if f.Exam.IsPracticeExam {
		due = nil
	}
	a := f.Attempt
	if a.StartedAt == nil || a.AllowedTimeLimitMins == nil {
		return due
	}
	end := a.StartedAt.Add(time.Duration(*a.AllowedTimeLimitMins) * time.Minute)
	if due != nil && due.Before(end) {
		return due
	}
	return &end
}

// since returns when the attempt came to where it stands: the submission of what is
// submitted, the removal of what was removed, else what the history says.
func (f Facts) since() *time.Time {
	switch {
	case f.Attempt == nil:
		return f.Removed
	case f.Attempt.Status == Submitted || f.Attempt.Status == TimedOut || f.Attempt.Status == SecondReviewRequired:
		if f.Attempt.CompletedAt != nil {
			return f.Attempt.CompletedAt
		}
	}
	if f.Since == nil && f.Attempt.Status == Submitted && !f.Attempt.Modified.IsZero() {
		return &f.Attempt.Modified
	}
	return f.Since
}

// used returns how many minutes of an ended session were used; false if nothing in
// the store says.
func (f Facts) used() (int, bool) {
	a := f.Attempt
	if a == nil || a.StartedAt == nil || a.AllowedTimeLimitMins == nil {
		return 0, false
	}
	limit := *a.AllowedTimeLimitMins
	within := func(end time.Time) (int, bool) {
		return max(0, min(int(end.Sub(*a.StartedAt)/time.Minute), limit)), true
	}
	switch left := a.TimeRemainingSeconds; {
	case a.CompletedAt != nil:
		return within(*a.CompletedAt)
	case left != nil && *left < limit*60: // what was left of the attempt before is no less than this one's limit
		return (limit*60 - max(0, *left) + 59) / 60, true
	case f.Since != nil:
		return within(*f.Since)
	case !a.InResumeProcess() && !a.Modified.IsZero():
		return within(a.Modified)
	}
	return 0, false
}

func minutes(n int) string { return Counted(n, "minute") }

// span writes a time that has gone by, in its largest unit.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return Counted(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return Counted(int(d/time.Hour), "hour")
	}
	return Counted(int(d/(24*time.Hour)), "day")
}
