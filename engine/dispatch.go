package engine

import (
	"context"
	"fmt"
	"time"

	"examdesk/model"
	"examdesk/store"
)

var _ model.OutboxDispatcher = (*Guarded)(nil)

// Receivers implements [model.OutboxDispatcher].
func (e storeReads) Receivers() []string { return e.store.Receivers() }

// Told implements [model.OutboxDispatcher].
func (e storeReads) Told() <-chan struct{} { return e.store.Told() }

// NextMessage implements [model.OutboxDispatcher].
func (e storeReads) NextMessage(ctx context.Context, to string) (at time.Time, waiting bool, err error) {
	return e.store.NextMessage(ctx, to)
}

// ClaimMessages implements [model.OutboxDispatcher].
func (e *Guarded) ClaimMessages(ctx context.Context, to string, now time.Time, lease time.Duration, limit int) (claim model.Claim, err error) {
	if err := e.May(ctx, model.DeedDeliver); err != nil {
		return claim, err
	}
	if due, err := e.store.AnyDue(ctx, to, now); err != nil || !due {
		return claim, err // looking takes no write transaction, for which others would have to wait
	}
	err = e.markMessages(ctx, func(tx *store.Tx) (err error) {
		claim, err = tx.ClaimMessages(ctx, to, now, lease, limit)
		return err
	})
	return claim, err
}

// MarkDelivered implements [model.OutboxDispatcher].
func (e *Guarded) MarkDelivered(ctx context.Context, id int64, at time.Time) error {
	return e.markMessages(ctx, func(tx *store.Tx) error { return tx.MarkDelivered(ctx, id, at) })
}

// MarkFailed implements [model.OutboxDispatcher].
func (e *Guarded) MarkFailed(ctx context.Context, lease string, f model.Failure) error {
	return e.markMessages(ctx, func(tx *store.Tx) error { return tx.MarkFailed(ctx, lease, f) })
}

// ReleaseMessage implements [model.OutboxDispatcher].
func (e *Guarded) ReleaseMessage(ctx context.Context, lease string, id int64) error {
	return e.markMessages(ctx, func(tx *store.Tx) error { return tx.ReleaseMessage(ctx, lease, id) })
}

// markMessages writes what became of messages. It leaves no line of activity, since
// the messages themselves record it.
func (e *Guarded) markMessages(ctx context.Context, f func(*store.Tx) error) error {
	return e.do(ctx, e.caller(), model.DeedDeliver, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) { return nil, f(tx) })
}

// NoteDelivery implements [model.OutboxDispatcher].
func (e *Guarded) NoteDelivery(ctx context.Context, n model.DeliveryCount) error {
	switch {
	case n == (model.DeliveryCount{}):
		return nil
	case e.actor.Door == model.DoorDispatcher:
		return e.May(ctx, model.DeedDeliver)
	}
	said := fmt.Sprintf("%d delivered, %d failed, %d waiting", n.Delivered, n.Failed, n.Waiting)
	return e.do(ctx, e.caller(), model.DeedDeliver, nil, func(*store.Tx, model.Actor) ([]line, error) {
		return []line{{subject: model.Subject{Kind: model.SubjectStore}, to: said}}, nil
	})
}
