package server

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/wire"
)

type reviews struct{ at *conn }

// PreviewReview implements [model.ReviewReceiver].
func (s reviews) PreviewReview(ctx context.Context, c model.ReviewCallback) (model.ReceivedReview, error) {
	return ask(ctx, s.at, wire.PreviewReview, wire.ReviewParams{Review: wire.ReviewDelivery(c)})
}

// ReceiveReview implements [model.ReviewReceiver].
func (s reviews) ReceiveReview(ctx context.Context, c model.ReviewCallback) (model.ReceivedReview, error) {
	return ask(ctx, s.at, wire.ReceiveReview, wire.ReviewParams{Review: wire.ReviewDelivery(c)})
}

// HeldDeliveries implements [model.DeliverySettler].
func (s reviews) HeldDeliveries(ctx context.Context, code string) ([]model.HeldDelivery, error) {
	return ask(ctx, s.at, wire.HeldDeliveries, wire.HeldParams{AttemptCode: code})
}

// PreviewDelivery implements [model.DeliverySettler].
func (s reviews) PreviewDelivery(ctx context.Context, id int64) (model.ReceivedReview, error) {
	return ask(ctx, s.at, wire.PreviewDelivery, wire.DeliveryParams{DeliveryID: id})
}

// AcceptDelivery implements [model.DeliverySettler].
func (s reviews) AcceptDelivery(ctx context.Context, id int64) (model.ReceivedReview, error) {
	return ask(ctx, s.at, wire.AcceptDelivery, wire.DeliveryParams{DeliveryID: id})
}

// MayDismiss implements [model.DeliverySettler].
func (s reviews) MayDismiss(ctx context.Context, id int64) error {
	_, err := ask(ctx, s.at, wire.MayDismiss, wire.DeliveryParams{DeliveryID: id})
	return err
}

// DismissDelivery implements [model.DeliverySettler].
func (s reviews) DismissDelivery(ctx context.Context, id int64) error {
	_, err := ask(ctx, s.at, wire.DismissDelivery, wire.DeliveryParams{DeliveryID: id})
	return err
}

// SyncFromReviews implements [model.ReviewSyncer]. If it ends early, what was told is
// what was done.
func (s reviews) SyncFromReviews(ctx context.Context, from, to time.Time, b model.Bulk) (out []model.ItemResult, err error) {
	op := wire.Sync
	if b.DryRun {
		op = wire.PlanSync
	}
	err = each(walk(ctx, s.at, op, wire.SyncParams{From: from, To: to}), func(r model.ItemResult) error {
		if out = append(out, r); b.Each != nil {
			b.Each(r)
		}
		return nil
	})
	return out, err
}
