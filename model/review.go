package model

import (
	"encoding/json"
	"strings"
)

// ReviewStatus is the outcome of a review in the words that the store holds
// (edx-proctoring 5.2.0, statuses.SoftwareSecureReviewStatus).
type ReviewStatus string

// The review statuses that a review may be given.
const (
	ReviewClean          ReviewStatus = "Clean"
	ReviewRulesViolation ReviewStatus = "Rules Violation"
	ReviewSuspicious     ReviewStatus = "Suspicious"
	ReviewNotReviewed    ReviewStatus = "Not Reviewed"
)

// ReviewStatuses lists them from best to worst, the order of a dialog.
func ReviewStatuses() []ReviewStatus {
	return []ReviewStatus{ReviewClean, ReviewRulesViolation, ReviewSuspicious, ReviewNotReviewed}
}

// String returns the status, safe to draw.
func (s ReviewStatus) String() string { return Clean(string(s)) }

// Outcomes returns the review statuses as commands and filters write them, from best
// to worst.
func Outcomes() []string { return []string{"clean", "rules_violation", "suspicious", "not_reviewed"} }

// ParseOutcome reads a review status in anybody's words: those of [Outcomes], the
// stored ones, those of the review callback, and those on screen.
func ParseOutcome(word string) (ReviewStatus, error) {
	for _, r := range ReviewStatuses() {
		std, _ := r.Standard()
		for _, known := range []string{string(r), string(std), ReviewLabel(r)} {
			if strings.EqualFold(word, known) || strings.EqualFold(strings.ReplaceAll(word, "_", " "), known) {
				return r, nil
			}
		}
	}
	return "", NotOneOf("outcome", word, Outcomes())
}

// IsValid reports whether s is one of the four.
func (s ReviewStatus) IsValid() bool {
	switch s {
	case ReviewClean, ReviewRulesViolation, ReviewSuspicious, ReviewNotReviewed:
		return true
	}
	return false
}

// StandardStatus is the outcome in the words of the review callback
// (edx-proctoring 5.2.0, statuses.ReviewStatus).
type StandardStatus string

// The statuses that a proctoring service may send.
const (
	StandardPassed      StandardStatus = "passed"
	StandardViolation   StandardStatus = "violation"
	StandardSuspicious  StandardStatus = "suspicious"
	StandardNotReviewed StandardStatus = "not_reviewed"
)

// StandardStatuses lists them from best to worst.
func StandardStatuses() []StandardStatus {
	return []StandardStatus{StandardPassed, StandardViolation, StandardSuspicious, StandardNotReviewed}
}

// ReviewStatus translates to the stored words. The second value is false for a
// status that is not one of the four.
func (s StandardStatus) ReviewStatus() (ReviewStatus, bool) {
	switch s {
	case StandardPassed:
		return ReviewClean, true
	case StandardViolation:
		return ReviewRulesViolation, true
	case StandardSuspicious:
		return ReviewSuspicious, true
	case StandardNotReviewed:
		return ReviewNotReviewed, true
	}
	return "", false
}

// Standard translates to the words of the review callback.
func (s ReviewStatus) Standard() (StandardStatus, bool) {
	for _, std := range StandardStatuses() {
		if to, _ := std.ReviewStatus(); to == s {
			return std, true
		}
	}
	return "", false
}

// NotifiesSupport reports whether a review asks for a support notification. The
// original tests for a substring of "Suspicious", and an empty status is one
// (models.ProctoredExamSoftwareSecureReview.should_notify).
func (s ReviewStatus) NotifiesSupport(hasReviewer bool) bool {
	return !hasReviewer && strings.Contains(string(ReviewSuspicious), string(s))
}

// WasSubmitted reports whether the learner ever submitted the attempt: it has the
// time of that, or ran out of time where ALLOW_TIMED_OUT_STATE keeps that apart
// (edx-proctoring 6.1.2, handlers._was_attempt_submitted).
func (s Situation) WasSubmitted() bool { return s.Attempt.CompletedAt != nil || s.WasTimedOut }

// AfterReview returns the attempt status that a review leads to by the rules that are
// followed; false if it leads to none (edx-proctoring 6.1.4,
// handlers.finish_review_workflow).
func (s Situation) AfterReview(r ReviewStatus, b Backend, byPerson bool) (AttemptStatus, bool) {
	switch {
	case s.Rules.ResetStays && s.Attempt.Status == OnboardingReset:
		return s.Attempt.Status, false
	case s.Rules.NeverSubmittedIsError && b.Passes(r) && !s.WasSubmitted():
		return Errored, true
	}
	return StatusAfterReview(r, b, byPerson, s.Attempt.IsSampleAttempt, s.Rules), true
}

// StatusAfterReview returns the attempt status that a review of a submitted attempt
// leads to (edx-proctoring 5.2.0, handlers.finish_review_workflow).
func StatusAfterReview(s ReviewStatus, b Backend, byPerson, sample bool, rules ReviewRules) AttemptStatus {
	switch {
	case b.Passes(s):
		return Verified
	case s == ReviewNotReviewed:
		return Errored
	case byPerson || !rules.RequireFailureSecondReviews:
		return Rejected
	case b.SupportsOnboarding && sample:
		return Rejected
	}
	return SecondReviewRequired
}

// ReviewRules are the settings that affect a review, under PROCTORING_SETTINGS,
// and the rules of the release that is followed.
type ReviewRules struct {
	Rules
	// RequireFailureSecondReviews is REQUIRE_FAILURE_SECOND_REVIEWS: a failing
	// review without a reviewer waits for a person. On by default.
	RequireFailureSecondReviews bool
	// AllowTimedOutState is ALLOW_TIMED_OUT_STATE: store `timed_out` as itself
	// instead of `submitted`. Off by default.
	AllowTimedOutState bool
	// RefuseReviewUpdates is the opposite of ALLOW_REVIEW_UPDATES: the first
	// review stays. Off by default.
	RefuseReviewUpdates bool
	// AllowCallbackSimulation is ALLOW_CALLBACK_SIMULATION: a review of PSI may
	// name another session than the attempt's. Off by default, and dangerous.
	AllowCallbackSimulation bool
	// ProtectHumanReviews is PROTECT_HUMAN_REVIEWS: a delivery after a person's
	// decision waits for a person, and one that says again what is known does
	// nothing. On by default; the original does not know it and overwrites.
	ProtectHumanReviews bool
}

// DefaultReviewRules returns edx-proctoring's defaults by the rules of its newest
// release, with people's decisions protected.
func DefaultReviewRules() ReviewRules {
	return ReviewRules{Rules: LatestRules(), RequireFailureSecondReviews: true, ProtectHumanReviews: true}
}

// DecidedByPerson reports whether a review is a person's decision. Somebody whom
// the delivery itself names as the reviewer has not decided, unless the review
// was changed afterwards: only a person changes it and leaves the vendor's data.
func (r Review) DecidedByPerson() bool {
	if r.ReviewedBy == nil {
		return false
	}
	var raw struct {
		ReviewedBy string `json:"reviewed_by"`
		Source     string
	}
	named := json.Unmarshal([]byte(r.RawData.Raw()), &raw) == nil && raw.Source != ownSource &&
		strings.EqualFold(raw.ReviewedBy, r.ReviewedBy.Email.Raw())
	return !named || len(r.Versions) > 0 && r.Versions[0].RawData == r.RawData
}

// ownSource marks the raw data of a review that came from a person here and
// from no vendor.
const ownSource = "examdesk"

// OwnRawData returns the raw data of such a review.
func OwnRawData(d Decision, by Reviewer) (Text, error) {
	raw, err := json.Marshal(map[string]any{
		"source": ownSource, "decision": d.ID, "reviewStatus": string(d.Review),
		"reviewed_by": by.Username.Raw(), "reason": d.Reason,
	})
	if err != nil {
		return "", Wrap(err, CodeInternal, "The review could not be encoded.")
	}
	return Text(raw), nil
}
