package wire

import (
	"net/http"
	"time"

	"examdesk/model"
)

// ReviewParams are a review as a proctoring service delivers it.
type ReviewParams struct {
	Review ReviewDelivery `in:"body" doc:"The review."`
}

// ReviewDelivery is a [model.ReviewCallback].
type ReviewDelivery struct {
	// Code is the attempt's code.
	Code string
	// Backend is the service in whose words the body is; empty for the exam's own.
	Backend string
	// Body is the delivery as the service sends it, in base64.
	Body []byte
}

// PreviewReview is [model.ReviewReceiver.PreviewReview].
var PreviewReview = Asks[ReviewParams, model.ReceivedReview](Op{
	Name: "previewReview", Tag: "reviews", Method: http.MethodPost, Path: "/reviews/plan", Deed: model.DeedReceiveReview, Plans: true, Scope: ForDoers,
	Summary: "Returns what handing in a proctoring service's review would do.",
})

// ReceiveReview is [model.ReviewReceiver.ReceiveReview].
var ReceiveReview = Asks[ReviewParams, model.ReceivedReview](Op{
	Name: "receiveReview", Tag: "reviews", Method: http.MethodPost, Path: "/reviews", Deed: model.DeedReceiveReview, Scope: ForDoers,
	Summary: "Takes a proctoring service's review; after a person's decision it is held until a person settles it.",
})

// HeldParams narrow held deliveries.
type HeldParams struct {
	AttemptCode string `in:"query" doc:"Only those of this attempt."`
}

// HeldDeliveries is [model.DeliverySettler.HeldDeliveries].
var HeldDeliveries = Asks[HeldParams, []model.HeldDelivery](Op{
	Name: "heldDeliveries", Tag: "reviews", Method: http.MethodGet, Path: "/deliveries",
	Summary: "Lists the reviews that came after a person's decision and wait for a person.",
})

// DeliveryParams name a delivery.
type DeliveryParams struct {
	DeliveryID int64 `in:"path" doc:"The delivery's id."`
}

// PreviewDelivery is [model.DeliverySettler.PreviewDelivery].
var PreviewDelivery = Asks[DeliveryParams, model.ReceivedReview](Op{
	Name: "previewDelivery", Tag: "reviews", Method: http.MethodGet, Path: "/deliveries/{delivery_id}/acceptance", Scope: ForDoers,
	Summary: "Returns what accepting a held delivery would do.",
})

// AcceptDelivery is [model.DeliverySettler.AcceptDelivery].
var AcceptDelivery = Asks[DeliveryParams, model.ReceivedReview](Op{
	Name: "acceptDelivery", Tag: "reviews", Method: http.MethodPost, Path: "/deliveries/{delivery_id}/acceptance", Deed: model.DeedAcceptReview, Scope: ForDoers,
	Summary: "Lets a held delivery take effect as the person's decision; 409 if it was settled meanwhile.",
})

// MayDismiss is [model.DeliverySettler.MayDismiss].
var MayDismiss = Asks[DeliveryParams, None](Op{
	Name: "mayDismiss", Tag: "reviews", Method: http.MethodGet, Path: "/deliveries/{delivery_id}/dismissal", Scope: ForDoers,
	Summary: "Refuses who may not dismiss a held delivery.",
})

// DismissDelivery is [model.DeliverySettler.DismissDelivery].
var DismissDelivery = Asks[DeliveryParams, None](Op{
	Name: "dismissDelivery", Tag: "reviews", Method: http.MethodPost, Path: "/deliveries/{delivery_id}/dismissal", Deed: model.DeedDismissReview, Scope: ForDoers,
	Summary: "Closes a held delivery without any effect; 409 if it was settled meanwhile.",
})

// SyncParams are a period.
type SyncParams struct {
	From time.Time `in:"query" doc:"When it begins, in UTC."`
	To   time.Time `in:"query" doc:"When it ends, in UTC."`
}

// PlanSync is a dry run of [model.ReviewSyncer.SyncFromReviews].
var PlanSync = Walks[SyncParams, model.ItemResult](Op{
	Name: "planSync", Tag: "reviews", Method: http.MethodPost, Path: "/reviews/sync/plan.ndjson", Deed: model.DeedSyncReviews, Plans: true, Scope: ForDoers,
	Summary: "Walks through the attempts whose reviews were modified in a period, with what saving those again would do.",
})

// Sync is [model.ReviewSyncer.SyncFromReviews].
var Sync = Walks[SyncParams, model.ItemResult](Op{
	Name: "sync", Tag: "reviews", Method: http.MethodPost, Path: "/reviews/sync.ndjson", Deed: model.DeedSyncReviews, Scope: ForDoers,
	Summary: "Lets attempts follow their reviews again that were modified in a period, each in a transaction of its own.",
})
