package config

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"strings"
	"time"

	"examdesk/client/signin"
	"examdesk/keys"
	"examdesk/model"
)

// Login is a sign-in at a server or an LMS, kept with the other secrets.
type Login struct {
	vault *keys.Vault
	// name is the name of its secrets, without the last part.
	name string
	// address is the site's, as people write it.
	address string
}

// The last parts of the names of a sign-in's secrets.
const (
	applicationPart = "/application"
	tokenPart       = "/token"
)

// signInPart begins the names of the secrets of sign-ins.
const signInPart = "sign-in/"

// signInOf is the site that a secret signs in at; false for any other secret.
func signInOf(name string) (string, bool) {
	rest, is := strings.CutPrefix(name, signInPart)
	at, part, whole := strings.Cut(rest, "/")
	return at, is && whole && ("/"+part == applicationPart || "/"+part == tokenPart)
}

// LoginAt is the sign-in at an address.
func LoginAt(c Config, address string) Login {
	return Login{c.Vault(), signInPart + strings.ReplaceAll(strings.Replace(address, "://", ":", 1), "/", "_"), address}
}

// Names are the names of its secrets.
func (l Login) Names() []string { return []string{l.name + applicationPart, l.name + tokenPart} }

// savedIdentity is who signs in, as it is kept. Without a grant it is an application with
// its secret, which is all that earlier versions knew.
type savedIdentity struct {
	Grant    signin.Grant `json:"grant,omitempty"`
	ClientID string       `json:"client_id"`
	Secret   string       `json:"client_secret,omitempty"`
	Refresh  string       `json:"refresh_token,omitempty"`
}

type savedToken struct {
	Token   string    `json:"token"`
	Issued  time.Time `json:"issued,omitzero"`
	Expires time.Time `json:"expires"`
}

// Identity implements [signin.Kept]: [model.CodeDenied] for who has not signed in.
func (l Login) Identity(ctx context.Context) (signin.Identity, error) {
	var a savedIdentity
	found, err := l.read(ctx, applicationPart, &a)
	if err == nil && !found {
		err = model.Errorf(model.CodeDenied, "You are not signed in at %s: examdesk login %s.", model.Clean(l.address), model.Clean(l.address))
	}
	return signin.Identity{
		Grant: cmp.Or(a.Grant, signin.ClientCredentials), ClientID: a.ClientID, Secret: model.NewSecret(a.Secret), Refresh: model.NewSecret(a.Refresh),
	}, err
}

// SaveIdentity implements [signin.Kept].
func (l Login) SaveIdentity(ctx context.Context, i signin.Identity) error {
	return l.save(ctx, applicationPart, savedIdentity{i.Grant, i.ClientID, i.Secret.Reveal(), i.Refresh.Reveal()})
}

// Token implements [signin.Kept].
func (l Login) Token(ctx context.Context) (signin.Token, error) {
	var t savedToken
	_, err := l.read(ctx, tokenPart, &t)
	return signin.Token{Value: model.NewSecret(t.Token), Issued: t.Issued, Expires: t.Expires}, err
}

// SaveToken implements [signin.Kept].
func (l Login) SaveToken(ctx context.Context, t signin.Token) error {
	return l.save(ctx, tokenPart, savedToken{t.Value.Reveal(), t.Issued.UTC(), t.Expires.UTC()})
}

// renewing is how long a process waits for another one that renews a sign-in: longer
// than the request for a token may take.
const renewing = signin.DefaultTimeout + 30*time.Second

// Alone implements [signin.Kept].
func (l Login) Alone(ctx context.Context, f func() error) error {
	dir, err := StateDir()
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(l.name)) // a name may have what no file's name has
	return keys.LockedWithin(ctx, filepath.Join(dir, "sign-in", hex.EncodeToString(sum[:8])), renewing, f)
}

// Forget removes the secrets, and reports whether there were any.
func (l Login) Forget(ctx context.Context) (had bool, err error) {
	for _, name := range l.Names() {
		switch err := l.vault.Remove(ctx, name); {
		case err == nil:
			had = true
		case model.CodeOf(err) != model.CodeNotFound:
			return had, err
		}
	}
	return had, nil
}

// Place is where its secrets are kept, e.g. "keyring"; empty if that is not known.
func (l Login) Place(ctx context.Context) string {
	choice, err := l.vault.Choose(ctx)
	if err != nil {
		return ""
	}
	return choice.Kind.Word()
}

func (l Login) read(ctx context.Context, part string, to any) (bool, error) {
	secret, err := l.vault.Get(ctx, l.name+part)
	if err != nil {
		return false, exceptNotFound(err)
	}
	if json.Unmarshal([]byte(secret.Reveal()), to) != nil {
		return false, model.Errorf(model.CodeInvalid, "%s does not hold a sign-in; sign in again with examdesk login %s.", keys.FullName(l.name+part), model.Clean(l.address))
	}
	return true, nil
}

// exceptNotFound is nil for what is not there.
func exceptNotFound(err error) error {
	if model.CodeOf(err) == model.CodeNotFound {
		return nil
	}
	return err
}

func (l Login) save(ctx context.Context, part string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return l.vault.Set(ctx, l.name+part, model.NewSecret(string(text)))
}
