package keys

import (
	"context"
	"path/filepath"
	"strings"

	"examdesk/files"
	"examdesk/model"
	"examdesk/text"
)

// Literal is the place of a secret that is written in the configuration itself.
const Literal = "configuration"

// Resolve reads the secret behind a reference in the configuration: `keyring:NAME` from
// the vault's place, `env:NAME`, `file:PATH` (its first line), or the secret itself. It
// returns where the secret was: "keyring", "encrypted file", "helper", "plain text
// file", "env", "file" or "configuration". A reference that leads to no secret is an
// error.
func (v *Vault) Resolve(ctx context.Context, ref string) (model.Secret, string, error) {
	secret, from, err := v.resolve(ctx, ref)
	if err == nil && secret.IsZero() {
		err = model.Errorf(model.CodeInvalid, "The secret is empty.")
	}
	return secret, from, err
}

func (v *Vault) resolve(ctx context.Context, ref string) (model.Secret, string, error) {
	kind, name, found := strings.Cut(ref, ":")
	if !found {
		return model.NewSecret(ref), Literal, nil
	}
	switch kind {
	case "env":
		secret, err := readEnv(name)
		return secret, kind, err
	case "file":
		secret, err := readFile(ctx, name)
		return secret, kind, err
	case "keyring":
		return v.resolveName(ctx, name)
	}
	return model.NewSecret(ref), Literal, nil
}

func (v *Vault) resolveName(ctx context.Context, name string) (model.Secret, string, error) {
	secret, err := v.Get(ctx, name)
	from := string(KindKeyring)
	if ch, chooseErr := v.choose(ctx, false); err == nil && chooseErr == nil {
		from = ch.Kind.Word()
	}
	return secret, from, err
}

func readEnv(name string) (model.Secret, error) {
	value, ok := LookupEnv(name)
	if !ok {
		return model.Secret{}, model.Errorf(model.CodeNotFound, "The environment variable %s, which the configuration names for a secret, is not set.", name)
	}
	if value == "" {
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The environment variable %s, which the configuration names for a secret, is empty.", name)
	}
	if err := text.Check(value); err != nil {
		return model.Secret{}, text.RefusedSecret(err, "The environment variable "+model.Clean(name)+", which the configuration names for a secret,", text.UseUTF8)
	}
	return model.NewSecret(value), nil
}

func readFile(ctx context.Context, path string) (model.Secret, error) {
	path, err := files.AtHome(path)
	if err != nil {
		return model.Secret{}, err
	}
	if !filepath.IsAbs(path) { // relative to where it happens to be started; and it may be a secret itself
		return model.Secret{}, model.Errorf(model.CodeInvalid, "A reference of the kind file:PATH in the configuration has no absolute path; begin it with / or ~/.")
	}
	data, err := readLimited(ctx, path, maxSecret)
	if err != nil {
		return model.Secret{}, refusedOr(err, model.Wrap(err, model.CodeNotFound, "The file %s, which the configuration names for a secret, cannot be read.", path))
	}
	secret, err := firstLine(data)
	if err != nil {
		return secret, text.RefusedSecret(err, "The file "+model.Clean(path)+", which the configuration names for a secret,", text.SaveAsUTF8)
	}
	if secret.IsZero() {
		return secret, model.Errorf(model.CodeInvalid, "The file %s, which the configuration names for a secret, has an empty first line.", path)
	}
	return secret, nil
}
