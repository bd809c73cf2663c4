package apiext

import (
	"context"
	"errors"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func reviews() []handler {
	return []handler{
		on(wire.PreviewReview, func(ctx context.Context, s model.StateStore, p wire.ReviewParams) (model.ReceivedReview, error) {
			return s.PreviewReview(ctx, model.ReviewCallback(p.Review))
		}),
		on(wire.ReceiveReview, func(ctx context.Context, s model.StateStore, p wire.ReviewParams) (model.ReceivedReview, error) {
			return s.ReceiveReview(ctx, model.ReviewCallback(p.Review))
		}),
		on(wire.HeldDeliveries, func(ctx context.Context, s model.StateStore, p wire.HeldParams) ([]model.HeldDelivery, error) {
			return s.HeldDeliveries(ctx, p.AttemptCode)
		}),
		on(wire.PreviewDelivery, func(ctx context.Context, s model.StateStore, p wire.DeliveryParams) (model.ReceivedReview, error) {
			return s.PreviewDelivery(ctx, p.DeliveryID)
		}),
		on(wire.AcceptDelivery, func(ctx context.Context, s model.StateStore, p wire.DeliveryParams) (model.ReceivedReview, error) {
			return s.AcceptDelivery(ctx, p.DeliveryID)
		}),
		on(wire.MayDismiss, func(ctx context.Context, s model.StateStore, p wire.DeliveryParams) (wire.None, error) {
			return wire.None{}, s.MayDismiss(ctx, p.DeliveryID)
		}),
		on(wire.DismissDelivery, func(ctx context.Context, s model.StateStore, p wire.DeliveryParams) (wire.None, error) {
			return wire.None{}, s.DismissDelivery(ctx, p.DeliveryID)
		}),
		walk(wire.PlanSync, syncing(true)),
		walk(wire.Sync, syncing(false)),
	}
}

// syncing lets attempts follow their reviews and tells each when it is done. Who reads
// no further stops it: what is done stays.
func syncing(dryRun bool) func(context.Context, model.StateStore, wire.SyncParams) iter.Seq2[model.ItemResult, error] {
	return func(ctx context.Context, s model.StateStore, p wire.SyncParams) iter.Seq2[model.ItemResult, error] {
		return func(yield func(model.ItemResult, error) bool) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			reading := true
			_, err := s.SyncFromReviews(ctx, p.From, p.To, model.Bulk{DryRun: dryRun, Each: func(r model.ItemResult) {
				if reading = reading && yield(r, nil); !reading {
					cancel()
				}
			}})
			if err != nil && reading && !errors.Is(err, context.Canceled) {
				yield(model.ItemResult{}, err)
			}
		}
	}
}
