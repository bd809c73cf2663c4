package keys

import (
	"context"
	"fmt"
	"os"

	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// importKeeper returns the configuration's vault in the form that the import uses.
func importKeeper(ctx context.Context, a *setup.Setup) (secretKeeper, string, error) {
	c, err := importConfig(ctx, a)
	if err != nil {
		return nil, "", err
	}
	k := vaultKeeper{a.Vault(c)}
	choice, err := k.v.Choose(ctx)
	unchosen := isUnchosen(choice, err)
	o := c.VaultOptions()
	_, asks := a.TTY()
	switch nobodyKnows := o.PassphraseFile == "" && len(o.PassphraseCommand) == 0 && !asks; {
	case unchosen && nobodyKnows:
		return k, "none is available, so the import would fail. " + choice.Why + " " + waysOut, nil
	case unchosen:
		return k, "the encrypted file " + o.File + ", which is created with the first secret. " + choice.Why, nil
	case err == nil && choice.Kind == keys.KindFile && nobodyKnows && !isThere(o.File):
		return k, "the encrypted file " + o.File + " cannot be created without a passphrase, so the import would fail. " + choice.Why + " " + waysOut, nil
	}
	place := fmt.Sprintf("%s. %s", choice.Kind, choice.Why)
	if choice.Warning != "" {
		place += " Warning: " + choice.Warning
	}
	return k, place, err
}

// waysOut is what to do if there is no place for secrets.
const waysOut = "Name a file with a passphrase in secrets.passphrase_file or " + config.PassphraseEnv +
	", or another place in the configuration: secrets: {store: keyring}, {store: helper, helper: NAME} or {store: plain}."

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// isUnchosen reports whether nothing is saved yet, so that the place would be chosen
// with the first secret.
func isUnchosen(choice keys.Choice, err error) bool {
	return err != nil && choice.Kind == keys.KindAuto && model.CodeOf(err) == model.CodeUnavailable
}

// vaultKeeper has no secret until a place for secrets is chosen.
type vaultKeeper struct{ v *keys.Vault }

func (k vaultKeeper) Set(ctx context.Context, name string, s model.Secret) error {
	return k.v.Set(ctx, name, s)
}

func (k vaultKeeper) Get(ctx context.Context, name string) (model.Secret, error) {
	secret, err := k.v.Get(ctx, name)
	if err != nil && isUnchosen(k.v.Choose(ctx)) {
		return secret, model.Wrap(err, model.CodeNotFound, "There is no secret %s.", name)
	}
	return secret, err
}
