package auth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/crypto/bcrypt"

	"examdesk/model"
)

// Issuer answers POST /oauth2/access_token: a registered application proves its
// secret and gets a token of its user (OAuth 2, client_credentials, with the
// platform's token_type=jwt).
type Issuer struct {
	Keys         Keys
	Applications model.ApplicationFinder
	People       People
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Expires is how long a token is good for.
	Expires time.Duration

	tries   tries
	hashing sync.Mutex
}

// refusal is an error as OAuth 2 words it (RFC 6749, 5.2).
type refusal struct {
	status int
	Word   string `json:"error"`
	Words  string `json:"error_description,omitempty"`
}

// grant is what an application gets.
type grant struct {
	Token   string `json:"access_token"`
	Expires int64  `json:"expires_in"`
	Type    string `json:"token_type"`
	Scope   string `json:"scope"`
}

// maxForm is how many bytes a request for a token may have.
const maxForm = 8 << 10

// ServeHTTP implements [http.Handler].
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	g, refused := i.answer(r)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if refused != nil {
		if refused.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "60")
		}
		w.WriteHeader(refused.status)
		_ = json.NewEncoder(w).Encode(refused)
		return
	}
	_ = json.NewEncoder(w).Encode(g) //nolint:gosec // a token is what was asked for
}

func (i *Issuer) answer(r *http.Request) (grant, *refusal) {
	if err := r.ParseForm(); err != nil {
		return grant{}, &refusal{http.StatusBadRequest, "invalid_request", "The form cannot be read."}
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	switch {
	case r.PostForm.Get("grant_type") != "client_credentials":
		return grant{}, &refusal{http.StatusBadRequest, "unsupported_grant_type", "The grant_type must be client_credentials."}
	case i.Keys.Secret.IsZero():
		return grant{}, &refusal{http.StatusServiceUnavailable, "temporarily_unavailable", "This server has no JWT_SECRET_KEY to sign tokens with."}
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	person, refused := i.prove(r.Context(), guess{id, host}, secret)
	if refused != nil {
		return grant{}, refused
	}
	return i.sign(person)
}

// prove is the user of an application whose secret is right.
func (i *Issuer) prove(ctx context.Context, g guess, secret string) (model.Reviewer, *refusal) {
	wrong := &refusal{status: http.StatusUnauthorized, Word: "invalid_client"}
	if !i.tries.begin(g, i.now()) {
		return model.Reviewer{}, &refusal{http.StatusTooManyRequests, "temporarily_unavailable", "Too many wrong secrets; try again in a minute."}
	}
	a, hash, err := i.Applications.SigningIn(ctx, g.id)
	if err != nil {
		if model.CodeOf(err) != model.CodeNotFound {
			i.tries.right(g)
			return model.Reviewer{}, &refusal{http.StatusServiceUnavailable, "temporarily_unavailable", "The applications cannot be read."}
		}
		hash = nobodysHash() // so that a guess takes as long
	}
	if bad := i.compare(ctx, hash, secret); bad != nil || err != nil {
		return model.Reviewer{}, wrong
	}
	i.tries.right(g)
	person, err := i.People.Person(ctx, a.User.Raw())
	if err != nil || person.Inactive {
		return model.Reviewer{}, wrong
	}
	return person, nil
}

// compare checks a secret, on one core at a time: a slow hash must not be a way to
// keep the whole machine busy.
func (i *Issuer) compare(ctx context.Context, hash, secret string) error {
	i.hashing.Lock()
	defer i.hashing.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(secret))
}

func (i *Issuer) sign(p model.Reviewer) (grant, *refusal) {
	now := i.now()
	c := Claims{Username: p.Username.Raw(), RegisteredClaims: jwt.RegisteredClaims{
		Issuer: i.Keys.Issuer, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(i.Expires)),
	}}
	if i.Keys.Audience != "" {
		c.Audience = jwt.ClaimStrings{i.Keys.Audience}
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(i.Keys.Secret.Reveal()))
	if err != nil {
		return grant{}, &refusal{http.StatusServiceUnavailable, "temporarily_unavailable", "The token could not be signed."}
	}
	return grant{Token: token, Expires: int64(i.Expires.Seconds()), Type: "JWT", Scope: "read write profile email"}, nil
}

func (i *Issuer) now() time.Time {
	if i.Clock == nil {
		return time.Now()
	}
	return i.Clock()
}

// hashCost makes a guess take about a tenth of a second.
const hashCost = 11

// nobodysHash is of a secret that nobody has.
var nobodysHash = sync.OnceValue(func() string {
	hash, err := HashSecret(rand.Text())
	if err != nil {
		panic(err) // the text is short enough
	}
	return hash
})

// HashSecret is the slow hash by which an application's secret is kept.
func HashSecret(secret string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(secret), hashCost)
	if errors.Is(err, bcrypt.ErrPasswordTooLong) {
		return "", model.Errorf(model.CodeInvalid, "The secret is longer than 72 bytes.")
	}
	return string(hash), err
}
