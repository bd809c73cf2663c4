package setup

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
	"examdesk/outbox"
)

// Opened is an open state store, with what its profile says about it.
type Opened struct {
	*kit.Opened
	Config config.Config
	Target config.Target
	// Delivers reports whether the platform or a service learns of changes.
	Delivers bool
	// NewCourier returns what delivers the store's messages, see
	// [config.Env.Courier].
	NewCourier func(ctx context.Context, by *model.Actor) (Courier, error)
}

// Courier delivers the messages of a store's outbox.
type Courier interface {
	// DeliverDue delivers the messages that are due.
	DeliverDue(context.Context) (outbox.Report, error)
	// Start delivers in the background until it is stopped.
	Start(context.Context) *outbox.Background
}
