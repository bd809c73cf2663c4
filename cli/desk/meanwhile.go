package desk

import (
	"context"

	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/outbox"
)

// background is the work behind the desk.
type background struct {
	// delivery is nil if nothing is delivered; problem then says why, if there is a
	// reason.
	delivery *outbox.Background
	problem  string
}

// note says briefly that something went wrong; empty if nothing did.
func (b background) note() string {
	if b.delivery == nil || b.delivery.Fault() == nil {
		return ""
	}
	return "a delivery broke off and is tried again"
}

// stop ends it, waits for work under way, and returns what went wrong.
func (b background) stop() error {
	if b.delivery == nil {
		return nil
	}
	err := b.delivery.Stop()
	if err == nil {
		return nil
	}
	return model.Wrap(err, model.CodeInternal, "%s The message will be tried again; `examdesk outbox list` shows it.", model.Sentence(err))
}

// deliverMeanwhile delivers in the background until it is stopped. If it cannot, the
// desk opens all the same: the messages wait, and the problem says why.
func deliverMeanwhile(ctx context.Context, a *setup.Setup, o *setup.Opened) background {
	if !o.Delivers || o.Store.Info().ReadOnly {
		return background{}
	}
	courier, err := a.Courier(ctx, o, nil)
	if err != nil {
		return background{problem: "The platform receives nothing at present: " + model.Sentence(err)}
	}
	return background{delivery: courier.Start(ctx)}
}
