package cli

import (
	"context"
	"fmt"

	"examdesk/keys"
	"examdesk/model"
)

// importKeeper is the configuration's vault as the import uses it.
func (a *app) importKeeper(ctx context.Context) (secretKeeper, string, error) {
	c, err := a.importConfig()
	if err != nil {
		return nil, "", err
	}
	k := vaultKeeper{a.secrets(c)}
	choice, err := k.v.Choose(ctx)
	if isUnchosen(choice, err) {
		return k, fmt.Sprintf("it is chosen when the first secret is stored. %s", choice.Why), nil
	}
	place := fmt.Sprintf("%s. %s", choice.Kind, choice.Why)
	if choice.Warning != "" {
		place += " Warning: " + choice.Warning
	}
	return k, place, err
}

// isUnchosen tells that nothing is stored yet, and that the place would be chosen
// with the first secret.
func isUnchosen(choice keys.Choice, err error) bool {
	return err != nil && choice.Kind == keys.KindAuto && model.CodeOf(err) == model.CodeUnavailable
}

// vaultKeeper has no secret as long as no place for secrets is chosen.
type vaultKeeper struct{ v *keys.Vault }

func (k vaultKeeper) Set(ctx context.Context, name string, s model.Secret) error {
	return k.v.Set(ctx, name, s)
}

func (k vaultKeeper) Get(ctx context.Context, name string) (model.Secret, error) {
	secret, err := k.v.Get(ctx, name)
	if err != nil && isUnchosen(k.v.Choose(ctx)) {
		return secret, model.Wrap(err, model.CodeNotFound, "There is no secret %s.", model.Clean(name))
	}
	return secret, err
}
