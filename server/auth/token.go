package auth

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
)

// Keys are what tokens are checked with, as JWT_AUTH of the platform's settings has
// them.
type Keys struct {
	// Secret is JWT_SECRET_KEY, for HS256; zero if none is configured.
	Secret model.Secret
	// Public are the keys of JWT_PUBLIC_SIGNING_JWK_SET, for RS512.
	Public []PublicKey
	// Issuer is JWT_ISSUER, Audience JWT_AUDIENCE; an empty one is not checked.
	Issuer, Audience string
	// Leeway is how far clocks may be apart (JWT_LEEWAY).
	Leeway time.Duration
}

// PublicKey is one key of a set, by its id.
type PublicKey struct {
	ID  string
	Key any
}

// Claims are what a token says.
type Claims struct {
	jwt.RegisteredClaims
	Username string `json:"preferred_username"`
	// Type is "refresh" for what is no access token.
	Type string `json:"typ,omitempty"`
}

// ErrNotValid is why a token is refused, without what is in it.
var ErrNotValid = errors.New("the token is not valid")

// Check reads an access token. The algorithm follows from the kind of key that is
// configured, never from the token.
func (k Keys) Check(token string, now time.Time) (Claims, error) {
	options := []jwt.ParserOption{
		jwt.WithValidMethods(k.methods()), jwt.WithExpirationRequired(), jwt.WithLeeway(k.Leeway),
		jwt.WithTimeFunc(func() time.Time { return now }),
	}
	if k.Issuer != "" {
		options = append(options, jwt.WithIssuer(k.Issuer))
	}
	if k.Audience != "" {
		options = append(options, jwt.WithAudience(k.Audience))
	}
	var c Claims
	_, err := jwt.NewParser(options...).ParseWithClaims(token, &c, k.keyFor)
	switch {
	case err != nil:
		return Claims{}, errors.Join(ErrNotValid, err)
	case c.Username == "" || strings.EqualFold(c.Type, "refresh"):
		return Claims{}, ErrNotValid
	}
	return c, nil
}

func (k Keys) methods() []string {
	var out []string
	if !k.Secret.IsZero() {
		out = append(out, jwt.SigningMethodHS256.Alg())
	}
	if len(k.Public) > 0 {
		out = append(out, jwt.SigningMethodRS512.Alg())
	}
	return append(out, "none") // an empty list would let every method through
}

func (k Keys) keyFor(t *jwt.Token) (any, error) {
	if t.Method == jwt.SigningMethodHS256 {
		return []byte(k.Secret.Reveal()), nil
	}
	id, _ := t.Header["kid"].(string)
	at := slices.IndexFunc(k.Public, func(p PublicKey) bool { return p.ID == id })
	if id == "" && len(k.Public) == 1 {
		at = 0
	}
	if at < 0 {
		return nil, ErrNotValid
	}
	return k.Public[at].Key, nil
}
