package model

import (
	"context"
	"iter"
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

// OutboxKeeper makes messages due again that were given up, or that wait.
type OutboxKeeper interface {
	// CountRetry returns how many [OutboxKeeper.RetryMessages] would make due, and
	// refuses what that refuses.
	CountRetry(ctx context.Context, set RetrySet) (int64, error)
	RetryMessages(ctx context.Context, set RetrySet) (int64, error)
}
