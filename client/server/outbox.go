package server

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

type outbox struct{ at *conn }

// CanDeliver implements [model.OutboxReader].
func (s outbox) CanDeliver() error { return s.at.said().NotDelivered }

// Messages implements [model.OutboxReader].
func (s outbox) Messages(ctx context.Context, q model.MessageQuery) iter.Seq2[model.Message, error] {
	return walk(ctx, s.at, wire.Messages, wire.MessagesParams{State: q.State, After: q.After, Newest: q.NewestFirst, Limit: q.Limit})
}

// CountMessages implements [model.OutboxReader].
func (s outbox) CountMessages(ctx context.Context) (map[model.MessageState]int64, error) {
	return ask(ctx, s.at, wire.CountMessages, wire.None{})
}

// CountFailed implements [model.OutboxReader].
func (s outbox) CountFailed(ctx context.Context) (int64, error) {
	return ask(ctx, s.at, wire.CountFailed, wire.None{})
}

// CountRetry implements [model.OutboxKeeper].
func (s outbox) CountRetry(ctx context.Context, set model.RetrySet) (int64, error) {
	return ask(ctx, s.at, wire.CountRetry, wire.RetryParams{Set: set})
}

// RetryMessages implements [model.OutboxKeeper].
func (s outbox) RetryMessages(ctx context.Context, set model.RetrySet) (int64, error) {
	return ask(ctx, s.at, wire.RetryMessages, wire.RetryParams{Set: set})
}
