package model

import (
	"context"
	"time"
)

// ReceivedReview is what became of a delivery.
type ReceivedReview struct {
	Judgement Judgement
	Plan      ReceivedPlan
	// Warnings are for the log: oddities of a delivery that was accepted.
	Warnings []string
}

// ReviewCallback is a call by which a proctoring service delivers a review.
type ReviewCallback struct {
	// Code is the attempt's code.
	Code string
	// Backend is the service whose address was called and whose format the body
	// has; empty for the exam's own.
	Backend string
	Body    []byte
}

// ReviewReceiver takes reviews as proctoring services deliver them.
type ReviewReceiver interface {
	// PreviewReview returns what submitting a review would do, and refuses actors who
	// may not hand it in. It writes nothing.
	PreviewReview(ctx context.Context, c ReviewCallback) (ReceivedReview, error)
	// ReceiveReview takes it. After a person's decision it is held until a person
	// settles it.
	ReceiveReview(ctx context.Context, c ReviewCallback) (ReceivedReview, error)
}

// DeliverySettler settles reviews that came after a person's decision.
// [CodeConflict] for one that was settled meanwhile.
type DeliverySettler interface {
	// HeldDeliveries returns those of an attempt code, or all for none.
	HeldDeliveries(ctx context.Context, code string) ([]HeldDelivery, error)
	// PreviewDelivery returns what accepting one would do, and refuses actors who may not.
	PreviewDelivery(ctx context.Context, id int64) (ReceivedReview, error)
	// AcceptDelivery lets one take effect as the actor's decision.
	AcceptDelivery(ctx context.Context, id int64) (ReceivedReview, error)
	// MayDismiss returns an error if the actor may not dismiss the delivery.
	MayDismiss(ctx context.Context, id int64) error
	// DismissDelivery closes one without any effect.
	DismissDelivery(ctx context.Context, id int64) error
}

// ItemResult is the outcome for one attempt of a bulk operation or, in a dry run,
// what it would be. Err is nil if it was done.
type ItemResult struct {
	// ID is the attempt's.
	ID   int64
	Plan Plan
	Err  error
}

// Bulk is how operations on many attempts run. Each attempt has its own
// transaction: one that fails is reported and the others go on.
type Bulk struct {
	// DryRun writes nothing.
	DryRun bool
	// Each, which may be nil, is called for each attempt when it is done.
	Each func(ItemResult)
}

// ReviewSyncer lets attempts follow their reviews again.
type ReviewSyncer interface {
	// SyncFromReviews saves the reviews again that were modified between two
	// times, both included.
	SyncFromReviews(ctx context.Context, from, to time.Time, b Bulk) ([]ItemResult, error)
}

// ReadinessReceiver takes a proctoring service's word that a learner's software is
// ready.
type ReadinessReceiver interface {
	SoftwareReady(ctx context.Context, attemptCode string) (Plan, error)
}
