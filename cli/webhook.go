package cli

import (
	"context"
	"fmt"

	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/outbox"
)

// courier takes messages from the store to the configured platform and the
// proctoring services. A person may be asked for the passphrase of the secrets.
func (a *app) courier(ctx context.Context, o *opened, by *model.Actor) (*outbox.Courier, error) {
	if len(o.of.Config.DirectServices(o.of.Target).Services) > 0 {
		_ = a.unlockSecrets(ctx, o.of.Config, o.of.Target) // a service that needs them says what is wrong
	}
	defer a.secrets(o.of.Config).SetPrompt(nil) // the desk that draws next asks nobody
	return a.env().Courier(ctx, o.of, by)
}

// background is what goes on behind the desk.
type background struct {
	// delivery is nil if nothing is delivered; then problem says why, if there is a
	// reason.
	delivery *outbox.Background
	problem  string
}

// note says in a few words that something went wrong, empty if nothing did.
func (b background) note() string {
	if b.delivery == nil || b.delivery.Fault() == nil {
		return ""
	}
	return "a delivery broke off and is tried again"
}

// stop ends it, waits for what is under way, and returns what went wrong in it.
func (b background) stop() error {
	if b.delivery == nil {
		return nil
	}
	err := b.delivery.Stop()
	if err == nil {
		return nil
	}
	return model.Wrap(err, model.CodeInternal, "%s The message waits and is tried again; `examdesk outbox list` shows it.", model.Sentence(err))
}

// deliverMeanwhile delivers in the background until it is stopped. If it cannot,
// the desk opens nevertheless: the messages wait, and the problem says why.
func (a *app) deliverMeanwhile(ctx context.Context, o *opened) background {
	if !o.of.Delivers() || o.Store.Info().ReadOnly {
		return background{}
	}
	courier, err := a.courier(ctx, o, nil)
	if err != nil {
		return background{problem: "The platform is not told at present: " + model.Sentence(err)}
	}
	return background{delivery: courier.Start(ctx)}
}

// outboxNotes are standing remarks about what does not reach the platform.
func outboxNotes(ctx context.Context, o *opened) ([]string, error) {
	info := o.Store.Info()
	switch {
	case o.of.Delivers() && !info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The proctoring services are not told how attempts go on until `examdesk store migrate` has brought this store up to date."}, nil
	case info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The platform is told nothing until `examdesk store migrate` has brought this store up to date."}, nil
	case !info.Delivers:
		return nil, nil
	}
	failed, err := o.Store.CountFailed(ctx)
	if err != nil || failed == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("The platform was not told of everything: %s failed; `examdesk outbox list --state failed` shows more.", printer.Count(int(failed), "message"))}, nil
}
