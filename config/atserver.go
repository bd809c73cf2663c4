package config

import (
	"context"
	"strings"

	"examdesk/client/server"
	"examdesk/client/signin"
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

func (e Env) at(ctx context.Context, t Target) (server.Config, error) {
	trusted, err := trusting(ctx, t.CAFile)
	return server.Config{URL: t.Server, Insecure: e.Insecure, ReadOnly: t.ReadOnly, Version: e.Version, TLS: trusted}, err
}

// connect opens the store at a server for who is signed in.
func (e Env) connect(ctx context.Context, c Config, t Target) (*server.Store, *signin.Source, error) {
	if t.As != "" {
		return nil, nil, &FlagError{model.Errorf(model.CodeInvalid, "A server knows who acts by the sign-in, so --as (or EXAMDESK_AS, or the profile's as) %s cannot be used with %s. Leave it out; examdesk whoami says who you are.", model.Clean(t.As), model.Clean(t.Server))}
	}
	at, err := e.at(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	tokens, err := tokensOf(c, signin.Site{Kind: signin.Desk, URL: at.URL, Insecure: at.Insecure, Version: at.Version, TLS: at.TLS}, e.Clock)
	if err != nil {
		return nil, nil, err
	}
	at.Token, at.Renew = tokens.Token, tokens.Renew
	s, err := server.New(at)
	return s, tokens, err
}

// whoAtServer asks a server who is signed in.
func (e Env) whoAtServer(ctx context.Context, c Config, t Target) (SignedIn, error) {
	s, tokens, err := e.connect(ctx, c, t)
	if err != nil {
		return SignedIn{}, err
	}
	hello, err := s.Hello(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	me, err := s.Me(ctx)
	return SignedIn{
		Person: me, Kind: signin.Desk, GroupsKnown: true, Grant: signin.ClientCredentials, Expires: tokens.Expires(), SecretPlace: LoginAt(c, t.Server).Place(ctx), Release: hello.Version, Skew: tokens.Ahead(), Trouble: tokens.Trouble(),
	}, err
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
