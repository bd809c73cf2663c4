package model

import (
	"context"
	"iter"
	"time"
)

// RetrySet selects the messages to try again: those with the ids or, without any,
// all in a state.
type RetrySet struct {
	IDs   []int64
	State MessageState
}

// OutboxReader reads the messages to the platform and the services.
type OutboxReader interface {
	// CanDeliver returns why the outbox cannot be delivered, nil if it can.
	CanDeliver() error
	// Messages walks through the outbox.
	Messages(ctx context.Context, q MessageQuery) iter.Seq2[Message, error]
	// CountMessages counts the outbox by state, CountFailed only what was given up.
	CountMessages(ctx context.Context) (map[MessageState]int64, error)
	CountFailed(ctx context.Context) (int64, error)
}

// OutboxKeeper makes messages due again that were given up or are waiting.
type OutboxKeeper interface {
	// CountRetry returns how many [OutboxKeeper.RetryMessages] would make due, and
	// refuses what that refuses.
	CountRetry(ctx context.Context, set RetrySet) (int64, error)
	RetryMessages(ctx context.Context, set RetrySet) (int64, error)
}

// ThePlatform is the platform among the receivers of messages; a proctoring service
// that is told directly has its own name.
const ThePlatform = ""

// Claim is a set of messages that only one process delivers until the lease ends.
type Claim struct {
	// Lease names the claim when its messages are marked or released.
	Lease    string
	Messages []Message
}

// Failure is a try that failed.
type Failure struct {
	ID int64
	// Problem is a sentence for people. It holds no secret.
	Problem string
	// Next is the time of the next try.
	Next time.Time
	// GiveUp marks the message as failed until a person asks for a retry.
	GiveUp bool
}

// DeliveryCount is what became of the messages that were tried.
type DeliveryCount struct {
	Delivered int
	// Waiting are to be tried again later, Failed were given up.
	Waiting, Failed int
}

// OutboxDispatcher is the outbox for whoever delivers it: messages are claimed for a
// while, tried, and marked. Any number of dispatchers may share one outbox.
type OutboxDispatcher interface {
	// CanDeliver returns why the outbox cannot be delivered, nil if it can.
	CanDeliver() error
	// May returns an error if the actor may not do the deed.
	May(ctx context.Context, deed Deed) error
	// Receivers returns whom pending messages go to; messages are ordered only
	// within a receiver.
	Receivers() []string
	// Told receives a value after this process wrote something to deliver. It serves
	// one listener.
	Told() <-chan struct{}
	// NextMessage returns when the next message to a receiver is due; false if none waits.
	NextMessage(ctx context.Context, to string) (at time.Time, waiting bool, err error)
	// ClaimMessages claims messages to a receiver that are due, at most one of an
	// attempt, so that nobody else delivers them until the lease ends. Nothing is
	// written where nothing is due.
	ClaimMessages(ctx context.Context, to string, now time.Time, lease time.Duration, limit int) (Claim, error)
	// MarkDelivered notes that a message has arrived, whoever has the lease by now.
	MarkDelivered(ctx context.Context, id int64, at time.Time) error
	// MarkFailed notes a try that failed, unless the lease has passed to another.
	MarkFailed(ctx context.Context, lease string, f Failure) error
	// ReleaseMessage gives a message back untried.
	ReleaseMessage(ctx context.Context, lease string, id int64) error
	// NoteDelivery leaves a line of activity for a delivery that a person asked for.
	// The dispatcher only carries out what people did and leaves none.
	NoteDelivery(ctx context.Context, n DeliveryCount) error
}
