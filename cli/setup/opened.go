package setup

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
	"examdesk/outbox"
)

// Opened is a state store that is open, with what its profile says of it.
type Opened struct {
	*kit.Opened
	Config config.Config
	Target config.Target
	// Delivers reports whether the platform or a service learns of changes.
	Delivers bool
	// NewCourier makes what delivers the store's messages, see [config.Env.Courier].
	NewCourier func(ctx context.Context, by *model.Actor) (Courier, error)
}

// Courier delivers what the outbox of a store holds.
type Courier interface {
	// DeliverDue delivers what is due now.
	DeliverDue(context.Context) (outbox.Report, error)
	// Start delivers in the background until it is stopped.
	Start(context.Context) *outbox.Background
}
