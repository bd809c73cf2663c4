package setup

import (
	"context"
	"strings"

	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// Vault returns the configuration's vault. On a terminal it may ask for the
// passphrase of the encrypted file.
func (a *Setup) Vault(c config.Config) *keys.Vault {
	v := c.Vault()
	if _, ok := a.TTY(); ok {
		v.SetPrompt(a.askPassphrase)
	}
	return v
}

// Unlock asks for the passphrase before the desk draws, if a secret of the
// configuration needs it; later no one is asked. The note says what went wrong; the
// desk opens all the same.
func (a *Setup) Unlock(ctx context.Context, c config.Config, t config.Target) (note string) {
	if t.Services != nil { // those of sample data have secrets of their own
		return ""
	}
	v := a.Vault(c)
	defer v.SetPrompt(nil)
	for _, u := range c.SecretUses() {
		if !strings.HasPrefix(u.Ref, "keyring:") {
			continue
		}
		if choice, err := v.Choose(ctx); err != nil || v.Quiet(choice.Kind) {
			return "" // what needs the secret will report it
		}
		if _, _, err := v.Resolve(ctx, u.Ref); err != nil {
			return "Secrets cannot be read: " + model.Sentence(err)
		}
		return ""
	}
	return ""
}
