package setup

import (
	"context"

	"examdesk/model"
	"examdesk/outbox"
)

// Courier takes messages from the store to the configured platform and the
// proctoring services. A person may be asked for the passphrase of the secrets.
func (a *Setup) Courier(ctx context.Context, o *Opened, by *model.Actor) (*outbox.Courier, error) {
	if len(o.Of.Config.DirectServices(o.Of.Target).Services) > 0 {
		_ = a.Unlock(ctx, o.Of.Config, o.Of.Target) // a service that needs them says what is wrong
	}
	defer a.Vault(o.Of.Config).SetPrompt(nil) // the desk that draws next asks nobody
	return a.ConfigEnv().Courier(ctx, o.Of, by)
}
