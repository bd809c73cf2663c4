package model

import (
	"slices"
	"time"
)

// OnboardingSoon is how long before its end an approval is said to expire soon,
// as learners are told (edx-proctoring 5.2.0, the learner's onboarding panel).
const OnboardingSoon = 28 * 24 * time.Hour

// OnboardingBoard is where a course's learners stand with its onboarding.
type OnboardingBoard struct {
	Course  Text
	Exam    Exam
	Service ExamService
	Rows    []OnboardingBoardRow
	// Enrolled reports whether the rows are the course's enrolments; otherwise the
	// store has none, and they are the learners with an attempt in the course.
	Enrolled bool
}

// OnboardingBoardRow is a learner on the board.
type OnboardingBoardRow struct {
	OnboardingRow
	// Expires is the end of an approval; nil without one.
	Expires *time.Time
	// Elsewhere is the course of an approval that was given in another one.
	Elsewhere Text
}

// Soon reports whether the approval ends within [OnboardingSoon], or has ended.
func (r OnboardingBoardRow) Soon(now time.Time) bool {
	return r.Expires != nil && r.Expires.Sub(now) <= OnboardingSoon
}

// BoardRows puts each learner's standing into rows, as [CourseOnboarding] does,
// with the approvals' ends and courses.
func BoardRows(rows []OnboardingRow, attempts []OnboardingAttempt) []OnboardingBoardRow {
	approvals := LastApprovals(attempts)
	out := make([]OnboardingBoardRow, 0, len(rows))
	for _, r := range CourseOnboarding(rows, attempts) {
		b := OnboardingBoardRow{OnboardingRow: r}
		if r.Modified != nil && (r.Status == BoardVerified || r.Status == BoardOtherCourse) {
			end := r.Modified.Add(OnboardingValidity)
			b.Expires = &end
		}
		if r.Status == BoardOtherCourse {
			b.Elsewhere = approvals[r.Learner.ID].Course
		}
		out = append(out, b)
	}
	return out
}

// BoardStatuses returns [OnboardingStatuses] and the empty one, which stands for
// statuses that the board has no word for.
func BoardStatuses() []OnboardingStatus { return append(OnboardingStatuses(), "") }

// OnboardingCount is how many learners are of a status.
type OnboardingCount struct {
	Status OnboardingStatus
	Count  int
}

// Counts returns the learners by status, without the statuses that no learner has.
func (b OnboardingBoard) Counts() []OnboardingCount {
	var out []OnboardingCount
	for _, s := range BoardStatuses() {
		n := 0
		for _, r := range b.Rows {
			if r.Status == s || s == "" && !slices.Contains(BoardStatuses(), r.Status) {
				n++
			}
		}
		if n > 0 {
			out = append(out, OnboardingCount{Status: s, Count: n})
		}
	}
	return out
}

// Expiring returns how many approvals end soon.
func (b OnboardingBoard) Expiring(now time.Time) int {
	n := 0
	for _, r := range b.Rows {
		if r.Soon(now) {
			n++
		}
	}
	return n
}
