package model

import (
	"strconv"
	"strings"
)

// CourseShort returns the middle part of a course id: STAT101 for
// course-v1:NordicU+STAT101+2026 and for NordicU/STAT101/2026. An id of another
// form is its own short name.
func CourseShort(id Text) string {
	s := id.String()
	body, separator := s, "/"
	if _, after, found := strings.Cut(s, ":"); found {
		body, separator = after, "+"
	}
	parts := strings.Split(body, separator)
	if len(parts) < 3 || parts[1] == "" {
		return s
	}
	return parts[1]
}

// ExamLabel returns course and exam as a line of a list names them.
func ExamLabel(e Exam) string {
	name := e.Name.String()
	if name == "" {
		name = "exam " + strconv.FormatInt(e.ID, 10)
	}
	if e.CourseID == "" {
		return name
	}
	return CourseShort(e.CourseID) + " " + name
}

// StatusLabel returns a status as lists show it, in few letters.
func StatusLabel(s AttemptStatus) string {
	if label := map[AttemptStatus]string{
		DownloadSoftwareClicked: "software", ReadyToStart: "ready", ReadyToSubmit: "to submit", TimedOut: "timed out",
		SecondReviewRequired: "needs decision", OnboardingReset: "onb. reset", OnboardingMissing: "onb. missing",
		OnboardingPending: "onb. pending", OnboardingFailed: "onb. failed", OnboardingExpired: "onb. expired",
	}[s]; label != "" {
		return label
	}
	return s.String()
}

// ReviewLabel returns a review status as lists show it, in one word.
func ReviewLabel(s ReviewStatus) string {
	switch s {
	case ReviewRulesViolation:
		return "Violation"
	case ReviewNotReviewed:
		return "Unreviewed"
	case ReviewClean, ReviewSuspicious:
	}
	return s.String()
}
