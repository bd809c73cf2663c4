package signin

import (
	"context"
	"time"

	"examdesk/model"
)

// Grant is how somebody signs in, in OAuth 2's words.
type Grant string

// The grants.
const (
	// ClientCredentials is an application with its secret, acting as its owner.
	ClientCredentials Grant = "client_credentials"
	// AuthorizationCode is a person in a browser.
	AuthorizationCode Grant = "authorization_code"
	// Password is a person who gave a password once.
	Password Grant = "password"
)

// Identity is who signs in, and with what; it outlives tokens.
type Identity struct {
	Grant    Grant
	ClientID string
	// Secret is the application's, with [ClientCredentials].
	Secret model.Secret
	// Refresh is the refresh token, with the other grants. Each use may replace it.
	Refresh model.Secret
}

// proof is what the identity renews its token with.
func (i Identity) proof() string { return i.Secret.Reveal() + i.Refresh.Reveal() }

// Token is what requests carry, and from when until when it is good, by this machine's
// clock.
type Token struct {
	Value           model.Secret
	Issued, Expires time.Time
}

// maxEarly is how long before its end a token is renewed, at most.
const maxEarly = time.Minute

// renewedAt is from when on it is renewed: a minute before its end, or less for a
// token that lives for a few minutes only.
func (t Token) renewedAt() time.Time {
	early := maxEarly
	if life := t.Expires.Sub(t.Issued); !t.Issued.IsZero() && life/4 < early {
		early = life / 4
	}
	return t.Expires.Add(-early)
}

// Given is what a site gives to somebody who signs in.
type Given struct {
	Identity
	Token
	// Ahead is how far this machine's clock is ahead of the site's, 0 if that is not
	// known.
	Ahead time.Duration
}

// Kept is where a sign-in is kept from one run to the next.
type Kept interface {
	// Identity is who signs in; [model.CodeDenied] if nobody does.
	Identity(ctx context.Context) (Identity, error)
	SaveIdentity(ctx context.Context, i Identity) error
	// Token is the token of an earlier run, the zero value if there is none.
	Token(ctx context.Context) (Token, error)
	SaveToken(ctx context.Context, t Token) error
	// Alone runs f while no other process renews the same sign-in.
	Alone(ctx context.Context, f func() error) error
}
