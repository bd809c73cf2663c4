package model

import "errors"

// SentReview is a person's review as it is sent to an LMS, which takes reviews in the
// words of its proctoring services.
type SentReview struct {
	Status ReviewStatus
	// AttemptCode and ExternalID name the attempt.
	AttemptCode, ExternalID string
	// ReviewedBy is the e-mail of who decided; empty if the LMS gives none.
	ReviewedBy string
	// DecisionID and Reason are kept in the review's raw data, which Django admin shows.
	DecisionID, Reason string
}

// OwnSource marks the raw data of a review that came from a person here and from no
// service.
const OwnSource = ownSource

// ErrUnsettled means that a change was sent, that nothing says what became of it, and
// that looking did not settle it: a person has to look before it is sent again.
var ErrUnsettled = errors.New("it is not known whether it was done")
