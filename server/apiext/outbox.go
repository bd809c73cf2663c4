package apiext

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func outbox() []handler {
	return []handler{
		walk(wire.Messages, func(ctx context.Context, s model.StateStore, p wire.MessagesParams) iter.Seq2[model.Message, error] {
			return s.Messages(ctx, model.MessageQuery{State: p.State, After: p.After, NewestFirst: p.Newest, Limit: p.Limit})
		}),
		on(wire.CountMessages, func(ctx context.Context, s model.StateStore, _ wire.None) (map[model.MessageState]int64, error) {
			return s.CountMessages(ctx)
		}),
		on(wire.CountFailed, func(ctx context.Context, s model.StateStore, _ wire.None) (int64, error) { return s.CountFailed(ctx) }),
		on(wire.CountRetry, func(ctx context.Context, s model.StateStore, p wire.RetryParams) (int64, error) {
			return s.CountRetry(ctx, p.Set)
		}),
		on(wire.RetryMessages, func(ctx context.Context, s model.StateStore, p wire.RetryParams) (int64, error) {
			return s.RetryMessages(ctx, p.Set)
		}),
	}
}
