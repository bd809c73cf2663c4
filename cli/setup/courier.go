package setup

import (
	"context"

	"examdesk/model"
)

// Courier returns what takes messages from the store to the configured platform and
// the proctoring services. It may ask a person for the passphrase of the secrets.
func (a *Setup) Courier(ctx context.Context, o *Opened, by *model.Actor) (Courier, error) {
	if len(o.Config.DirectServices(o.Target).Services) > 0 {
		_ = a.Unlock(ctx, o.Config, o.Target) // a service that needs them reports what is wrong
	}
	defer a.Vault(o.Config).SetPrompt(nil) // once the desk draws, no one is asked
	return o.NewCourier(ctx, by)
}
