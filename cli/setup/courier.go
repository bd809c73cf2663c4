package setup

import (
	"context"

	"examdesk/model"
)

// Courier takes messages from the store to the configured platform and the
// proctoring services. A person may be asked for the passphrase of the secrets.
func (a *Setup) Courier(ctx context.Context, o *Opened, by *model.Actor) (Courier, error) {
	if len(o.Config.DirectServices(o.Target).Services) > 0 {
		_ = a.Unlock(ctx, o.Config, o.Target) // a service that needs them says what is wrong
	}
	defer a.Vault(o.Config).SetPrompt(nil) // the desk that draws next asks nobody
	return o.NewCourier(ctx, by)
}
