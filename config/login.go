package config

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"examdesk/client/server"
	"examdesk/keys"
	"examdesk/model"
)

// serverScheme begins the URL of a store that an examdesk serves.
const serverScheme = "examdesk+"

// ServerURL returns the address in the URL of a store at a server, e.g.
// https://desk.example.com; false for the URL of any other store.
func ServerURL(url string) (string, bool) {
	address, is := strings.CutPrefix(url, serverScheme)
	return strings.TrimSuffix(address, "/"), is
}

// atServer is the error of what only works on a file.
func atServer(address, what string) error {
	return model.Errorf(model.CodeUnsupported, "%s is at the server %s. Do this on the machine where it runs, with --store sqlite:PATH.", what, model.Clean(address))
}

// Login is a sign-in at a server, kept with the other secrets.
type Login struct {
	vault *keys.Vault
	// name is the name of its secrets, without the last part.
	name string
	// address is the server's, as people write it.
	address string
}

// The last parts of the names of a sign-in's secrets.
const (
	applicationPart = "/application"
	tokenPart       = "/token"
)

// signInPart begins the names of the secrets of sign-ins.
const signInPart = "sign-in/"

// signInOf is the server that a secret signs in at; false for any other secret.
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

type savedApplication struct {
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret"`
}

type savedToken struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
}

// Application implements [server.Kept]: [model.CodeDenied] for who has not signed in.
func (l Login) Application(ctx context.Context) (server.Application, error) {
	var a savedApplication
	found, err := l.read(ctx, applicationPart, &a)
	if err == nil && !found {
		err = model.Errorf(model.CodeDenied, "You are not signed in at %s: examdesk login %s.", model.Clean(l.address), model.Clean(l.address))
	}
	return server.Application{ClientID: a.ClientID, Secret: model.NewSecret(a.Secret)}, err
}

// Token implements [server.Kept].
func (l Login) Token(ctx context.Context) (server.Token, error) {
	var t savedToken
	_, err := l.read(ctx, tokenPart, &t)
	return server.Token{Value: model.NewSecret(t.Token), Expires: t.Expires}, err
}

// SaveToken implements [server.Kept].
func (l Login) SaveToken(ctx context.Context, t server.Token) error {
	return l.save(ctx, tokenPart, savedToken{t.Value.Reveal(), t.Expires.UTC()})
}

// SaveApplication keeps who signs in.
func (l Login) SaveApplication(ctx context.Context, a server.Application) error {
	return l.save(ctx, applicationPart, savedApplication{a.ClientID, a.Secret.Reveal()})
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

// SignIn proves an application's secret to a server and keeps both, with the token that
// it got. Nothing is kept if the server refuses.
func (e Env) SignIn(ctx context.Context, c Config, at Target, clientID string, secret model.Secret) error {
	a := server.Application{ClientID: clientID, Secret: secret}
	to, err := e.at(ctx, at)
	if err != nil {
		return err
	}
	t, err := server.SignIn(ctx, to, a, e.Clock())
	if err != nil {
		return err
	}
	l := LoginAt(c, at.Server)
	if err := l.SaveApplication(ctx, a); err != nil {
		return err
	}
	return l.SaveToken(ctx, t)
}

// CheckServer returns an error if the address is not one that a server may have.
func (e Env) CheckServer(address string) error {
	_, err := server.New(server.Config{URL: address, Insecure: e.Insecure})
	return err
}

func (e Env) at(ctx context.Context, t Target) (server.Config, error) {
	trusted, err := trusting(ctx, t.CAFile)
	return server.Config{URL: t.Server, Insecure: e.Insecure, ReadOnly: t.ReadOnly, Version: e.Version, TLS: trusted}, err
}

// SignedIn is who is signed in at a server.
type SignedIn struct {
	model.Person
	// Expires is until when the token is good; it is renewed by itself.
	Expires time.Time
	// SecretPlace is where the secret and the token are kept.
	SecretPlace string
	// Release is the server's own.
	Release string
}

// connect opens the store at a server for who is signed in.
func (e Env) connect(ctx context.Context, c Config, t Target) (*server.Store, *server.Session, error) {
	if t.As != "" {
		return nil, nil, &FlagError{model.Errorf(model.CodeInvalid, "A server knows who acts by the sign-in, so --as (or EXAMDESK_AS, or the profile's as) %s cannot be used with %s. Leave it out; examdesk whoami says who you are.", model.Clean(t.As), model.Clean(t.Server))}
	}
	at, err := e.at(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	session := server.NewSession(at, LoginAt(c, t.Server), e.Clock)
	at.Token, at.Renew = session.Token, session.Renew
	s, err := server.New(at)
	return s, session, err
}

// WhoAmI asks a server who is signed in.
func (e Env) WhoAmI(ctx context.Context, c Config, t Target) (SignedIn, error) {
	s, session, err := e.connect(ctx, c, t)
	if err != nil {
		return SignedIn{}, err
	}
	hello, err := s.Hello(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	me, err := s.Me(ctx)
	return SignedIn{me, session.Expires(), LoginAt(c, t.Server).Place(ctx), hello.Version}, err
}

// openServer opens the store at a server.
func (e Env) openServer(ctx context.Context, c Config, t Target) (*Opened, error) {
	s, _, err := e.connect(ctx, c, t)
	if err != nil {
		return nil, err
	}
	hello, err := s.Hello(ctx)
	if err != nil {
		return nil, err
	}
	o := &Opened{Store: s, Config: c, Target: t, close: s.Close}
	o.Actor = model.Actor{Reviewer: hello.Me.Reviewer, Door: model.DoorServer, Authenticated: true, Origin: e.origin()}
	if o.Rules, err = model.RulesOf(hello.Rules); err != nil {
		return nil, model.Wrap(err, model.CodeUnsupported, "The server follows the rules of edx-proctoring %s, which this version does not know; update examdesk.", hello.Rules)
	}
	o.RuledBy = o.Rules.Release + " (the server says)"
	if o.Backends, err = c.Offered(); err != nil {
		return nil, err
	}
	o.Services = c.services(o.Backends)
	if e.Opened != nil {
		e.Opened(s)
	}
	return o, nil
}
