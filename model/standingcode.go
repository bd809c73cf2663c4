package model

// StandingCode names a situation, for programs. The list is closed and its
// names do not change; docs/states.md describes them.
type StandingCode string

// The codes.
const (
	// The exam cannot be opened.
	StandsExamGone        StandingCode = "exam_gone"
	StandsExamInactive    StandingCode = "exam_inactive"
	StandsCourseEnded     StandingCode = "course_ended"
	StandsAccountInactive StandingCode = "account_inactive"
	StandsServiceMissing  StandingCode = "service_missing"
	StandsPastDue         StandingCode = "past_due"

	// Before the start.
	StandsNotBegun         StandingCode = "not_begun"
	StandsRemoved          StandingCode = "attempt_removed"
	StandsOnboardingNeeded StandingCode = "onboarding_needed"
	StandsEligible         StandingCode = "eligible"
	StandsCreated          StandingCode = "created"
	StandsSetup            StandingCode = "setup_pending"
	StandsSettingUp        StandingCode = "setting_up"
	StandsReadyToStart     StandingCode = "ready_to_start"
	StandsUnregistered     StandingCode = "unregistered"
	StandsGoesOn           StandingCode = "goes_on"
	StandsNoTimeToStart    StandingCode = "no_time_to_start"

	// In the exam.
	StandsInProgress    StandingCode = "in_progress"
	StandsReadyToSubmit StandingCode = "ready_to_submit"
	StandsTimeOver      StandingCode = "time_over"

	// Without proctoring.
	StandsDeclined        StandingCode = "declined"
	StandsDeclinedCascade StandingCode = "declined_by_cascade"

	// After the exam.
	StandsSubmitted         StandingCode = "submitted"
	StandsPracticeSubmitted StandingCode = "practice_submitted"
	StandsAwaitingReview    StandingCode = "awaiting_review"
	StandsReviewOverdue     StandingCode = "review_overdue"
	StandsReviewUnapplied   StandingCode = "review_not_applied"
	StandsNotProctoredNow   StandingCode = "no_longer_proctored"
	StandsTimedOut          StandingCode = "timed_out"
	StandsNeedsDecision     StandingCode = "needs_decision"
	StandsVerified          StandingCode = "verified"
	StandsNeverSubmitted    StandingCode = "verified_never_submitted"
	StandsRejected          StandingCode = "rejected"
	StandsPracticeDone      StandingCode = "practice_done"

	// In error.
	StandsNotReviewed      StandingCode = "not_reviewed"
	StandsErrorSubmitted   StandingCode = "error_after_submission"
	StandsPassedUnfinished StandingCode = "passed_never_submitted"
	StandsBrokeOff         StandingCode = "broke_off"
	StandsBrokeOffPastDue  StandingCode = "broke_off_past_due"
	StandsBrokeOffNoTime   StandingCode = "broke_off_no_time"
	StandsBrokeOffFinal    StandingCode = "broke_off_final"
	StandsResumable        StandingCode = "ready_to_resume"
	StandsResumePastDue    StandingCode = "resume_past_due"
	StandsResumeNoTime     StandingCode = "resume_no_time"
	StandsResumed          StandingCode = "resumed"
	StandsResumeLost       StandingCode = "resume_lost"
	StandsPracticeError    StandingCode = "practice_error"
	StandsPracticeOver     StandingCode = "practice_past_due"

	// Onboarding.
	StandsOnboardingApproved StandingCode = "onboarding_approved"
	StandsApprovalExpired    StandingCode = "onboarding_approval_expired"
	StandsOnboardingRejected StandingCode = "onboarding_rejected"
	StandsOnboardingError    StandingCode = "onboarding_error"
	StandsOnboardingOver     StandingCode = "onboarding_past_due"
	StandsOnboardingReset    StandingCode = "onboarding_reset"
	StandsOnboardingMissing  StandingCode = "onboarding_missing"
	StandsOnboardingPending  StandingCode = "onboarding_pending"
	StandsOnboardingFailed   StandingCode = "onboarding_failed"
	StandsOnboardingExpired  StandingCode = "onboarding_expired"

	// Over.
	StandsExpired       StandingCode = "expired"
	StandsSuperseded    StandingCode = "superseded"
	StandsUnknownStatus StandingCode = "unknown_status"
)

// StandingCodes lists every code.
func StandingCodes() []StandingCode {
	return []StandingCode{
		StandsExamGone, StandsExamInactive, StandsCourseEnded, StandsAccountInactive, StandsServiceMissing, StandsPastDue,
		StandsNotBegun, StandsRemoved, StandsOnboardingNeeded, StandsEligible, StandsCreated, StandsSetup, StandsSettingUp,
		StandsReadyToStart, StandsUnregistered, StandsGoesOn, StandsNoTimeToStart,
		StandsInProgress, StandsReadyToSubmit, StandsTimeOver,
		StandsDeclined, StandsDeclinedCascade,
		StandsSubmitted, StandsPracticeSubmitted, StandsAwaitingReview, StandsReviewOverdue, StandsReviewUnapplied, StandsNotProctoredNow,
		StandsTimedOut, StandsNeedsDecision, StandsVerified, StandsNeverSubmitted, StandsRejected, StandsPracticeDone,
		StandsNotReviewed, StandsErrorSubmitted, StandsPassedUnfinished, StandsBrokeOff, StandsBrokeOffPastDue, StandsBrokeOffNoTime,
		StandsBrokeOffFinal, StandsResumable, StandsResumePastDue, StandsResumeNoTime, StandsResumed, StandsResumeLost,
		StandsPracticeError, StandsPracticeOver,
		StandsOnboardingApproved, StandsApprovalExpired, StandsOnboardingRejected, StandsOnboardingError, StandsOnboardingOver,
		StandsOnboardingReset, StandsOnboardingMissing, StandsOnboardingPending, StandsOnboardingFailed, StandsOnboardingExpired,
		StandsExpired, StandsSuperseded, StandsUnknownStatus,
	}
}
