package model

// StatusSummary is where a learner stands with an exam, in words and with the
// icon that the course page shows (a class of Font Awesome).
type StatusSummary struct {
	// Status is empty for a timed exam, which has none to show.
	Status           AttemptStatus
	ShortDescription string
	SuggestedIcon    string
	// InCompletedState reports whether the learner has nothing more to do.
	InCompletedState bool
}

// SummaryOf returns the summary of a status in an exam (edx-proctoring 5.2.0,
// api.STATUS_SUMMARY_MAP, PRACTICE_STATUS_SUMMARY_MAP and
// TIMED_EXAM_STATUS_SUMMARY_MAP): a status without words of its own gets those
// of its kind of exam.
func SummaryOf(e Exam, s AttemptStatus) StatusSummary {
	switch {
	case !e.IsProctored:
		return StatusSummary{ShortDescription: "Timed Exam", SuggestedIcon: "fa-clock-o"}
	case e.IsPracticeExam:
		return practiceSummary(s)
	}
	return proctoredSummary(s)
}

func practiceSummary(s AttemptStatus) StatusSummary {
	switch s {
	case Submitted:
		return StatusSummary{s, "Practice Exam Completed", "fa-check", true}
	case Errored:
		return StatusSummary{s, "Practice Exam Failed", "fa-exclamation-triangle", true}
	default:
		return StatusSummary{s, "Ungraded Practice Exam", "", false}
	}
}

func proctoredSummary(s AttemptStatus) StatusSummary {
	switch s {
	case Eligible:
		return StatusSummary{s, "Proctored Option Available", "fa-pencil-square-o", false}
	case Declined:
		return StatusSummary{s, "Taking As Open Exam", "fa-pencil-square-o", false}
	case Submitted, SecondReviewRequired:
		return StatusSummary{s, "Pending Session Review", "fa-spinner fa-spin", true}
	case Verified:
		return StatusSummary{s, "Passed Proctoring", "fa-check", true}
	case Rejected, Errored:
		return StatusSummary{s, "Failed Proctoring", "fa-exclamation-triangle", true}
	case Expired:
		return StatusSummary{s, "Proctored Option No Longer Available", "fa-times-circle", false}
	default:
		return StatusSummary{s, "Taking As Proctored Exam", "fa-pencil-square-o", false}
	}
}
