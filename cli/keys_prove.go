package cli

import (
	"context"
	"errors"

	"examdesk/backends/settings"
	"examdesk/model"
)

// errUnproven tells that nothing spoke against a new secret, but that it was not
// tried against the service either.
var errUnproven = errors.New("the secret was not tried against the service")

// proveSecret says whether a new secret works: nil if the service accepted it,
// [errUnproven] if it was not asked, any other error if it must not be used.
func (a *app) proveSecret(_ context.Context, c Config, backend, key string, candidate model.Secret) error {
	if k, _ := settings.Named(key); !k.Secret {
		return model.Errorf(model.CodeInvalid, "%s is no secret setting of a proctoring service.", model.Clean(key))
	}
	if candidate.IsZero() {
		return model.Errorf(model.CodeInvalid, "The new secret is empty.")
	}
	if _, err := c.service(backend); err != nil {
		return err
	}
	return errUnproven
}
