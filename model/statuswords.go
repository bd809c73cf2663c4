package model

import "strings"

// StatusWords returns a status in plain words; one that is not known is cleaned.
func StatusWords(s AttemptStatus) string {
	words := map[AttemptStatus]string{
		Eligible: "not begun", Created: "created", DownloadSoftwareClicked: "being set up", ReadyToStart: "ready to start", Started: "started",
		ReadyToSubmit: "ended and not yet confirmed", Declined: "taken without proctoring", TimedOut: "submitted because the time ran out",
		Submitted: "submitted", SecondReviewRequired: "waiting for a decision", Verified: "passed", Rejected: "not passed", Errored: "in error",
		Expired: "expired", OnboardingReset: "reset", OnboardingMissing: "turned away, without onboarding",
		OnboardingPending: "turned away, onboarding under review", OnboardingFailed: "turned away, onboarding not accepted",
		OnboardingExpired: "turned away, onboarding expired",
	}[s]
	if words == "" {
		return strings.ReplaceAll(s.String(), "_", " ")
	}
	return words
}

// ShownStatus returns the status as edx-proctoring shows it to the learner: until a
// person has decided, the attempt is submitted, and of a practice exam that is
// no onboarding nothing is shown after that (6.1.4, api._get_practice_exam_view).
func ShownStatus(s AttemptStatus, practice bool) AttemptStatus {
	if s == SecondReviewRequired || practice && s.IsDecided() {
		return Submitted
	}
	return s
}

// StatusSentence explains a row of an attempt's history.
func StatusSentence(kind string, s AttemptStatus) string {
	switch kind {
	case string(SaveCreate):
		return "attempt created"
	case string(SaveDelete):
		return "attempt removed (it was " + StatusWords(s) + ")"
	}
	return StatusWords(s)
}
