package model

import "slices"

// AttemptStatus is the state of an exam attempt, as stored. A store may hold
// values that are not listed here; they are kept and drawn, cleaned.
type AttemptStatus string

// The statuses of edx-proctoring 5.2.0, statuses.ProctoredExamStudentAttemptStatus.
const (
	Eligible                AttemptStatus = "eligible"
	Created                 AttemptStatus = "created"
	DownloadSoftwareClicked AttemptStatus = "download_software_clicked"
	ReadyToStart            AttemptStatus = "ready_to_start"
	Started                 AttemptStatus = "started"
	ReadyToSubmit           AttemptStatus = "ready_to_submit"
	Declined                AttemptStatus = "declined"
	TimedOut                AttemptStatus = "timed_out"
	Submitted               AttemptStatus = "submitted"
	SecondReviewRequired    AttemptStatus = "second_review_required"
	Verified                AttemptStatus = "verified"
	Rejected                AttemptStatus = "rejected"
	Errored                 AttemptStatus = "error"
	Expired                 AttemptStatus = "expired"
	OnboardingReset         AttemptStatus = "onboarding_reset"
	OnboardingMissing       AttemptStatus = "onboarding_missing"
	OnboardingPending       AttemptStatus = "onboarding_pending"
	OnboardingFailed        AttemptStatus = "onboarding_failed"
	OnboardingExpired       AttemptStatus = "onboarding_expired"
)

// AttemptStatuses lists every known status in the order of an attempt's life.
func AttemptStatuses() []AttemptStatus {
	return []AttemptStatus{
		Eligible, Created, DownloadSoftwareClicked, ReadyToStart, Started, ReadyToSubmit,
		Declined, TimedOut, Submitted, SecondReviewRequired, Verified, Rejected, Errored,
		Expired, OnboardingReset, OnboardingMissing, OnboardingPending, OnboardingFailed, OnboardingExpired,
	}
}

// String returns the status, safe to draw.
func (s AttemptStatus) String() string { return Clean(string(s)) }

// IsCompleted reports whether an attempt with status s never goes back.
// `expired` and `onboarding_reset` are in neither set.
func (s AttemptStatus) IsCompleted() bool {
	switch s {
	case Declined, TimedOut, Submitted, SecondReviewRequired, Verified, Rejected, Errored,
		OnboardingMissing, OnboardingPending, OnboardingFailed, OnboardingExpired:
		return true
	default: // nothing of the kind
	}
	return false
}

// IsIncomplete reports whether an attempt with status s has not ended.
func (s AttemptStatus) IsIncomplete() bool {
	return s == Eligible || s.IsPreStarted() || s.IsInProgress()
}

// IsKnown reports whether s is completed or incomplete (edx-proctoring's is_valid_status).
func (s AttemptStatus) IsKnown() bool { return s.IsCompleted() || s.IsIncomplete() }

// KnownStatuses returns those that an attempt can be given, see
// [AttemptStatus.IsKnown].
func KnownStatuses() []AttemptStatus {
	return slices.DeleteFunc(AttemptStatuses(), func(s AttemptStatus) bool { return !s.IsKnown() })
}

// IsPreStarted reports whether s is a status between creation and start.
func (s AttemptStatus) IsPreStarted() bool {
	return s == Created || s == DownloadSoftwareClicked || s == ReadyToStart
}

// IsInProgress reports whether the learner is in the exam.
func (s AttemptStatus) IsInProgress() bool { return s == Started || s == ReadyToSubmit }

// IsDecided reports whether s is a status in which a review ends.
func (s AttemptStatus) IsDecided() bool { return s == Verified || s == Rejected }

// NeedsCreditUpdate reports whether reaching s sets the credit requirement.
func (s AttemptStatus) NeedsCreditUpdate() bool {
	switch s {
	case Verified, Rejected, Declined, Submitted, Errored:
		return true
	default: // nothing of the kind
	}
	return false
}

// NeedsGradeOverride reports whether reaching s overrides the exam's grade.
func (s AttemptStatus) NeedsGradeOverride() bool { return s == Rejected }

// IsCascadableFailure reports whether reaching s declines the other exams too.
func (s AttemptStatus) IsCascadableFailure() bool { return s == Declined }

// IsOnboardingError reports whether a finished onboarding exam clears s.
func (s AttemptStatus) IsOnboardingError() bool {
	switch s {
	case OnboardingMissing, OnboardingPending, OnboardingFailed, OnboardingExpired:
		return true
	default: // nothing of the kind
	}
	return false
}

// IsReattempt reports whether a learner is trying to restart a running exam; the attempt is
// then submitted instead (edx-proctoring 5.2.0, utils.is_reattempting_exam).
func IsReattempt(from, to AttemptStatus) bool { return from.IsInProgress() && to.IsPreStarted() }

// IsTransitionLegal reports whether an attempt may go from one status to the
// other: everything but completed to incomplete (api.is_state_transition_legal).
func IsTransitionLegal(from, to AttemptStatus) bool {
	return !from.IsCompleted() || !to.IsIncomplete()
}
