// Package oauth asks for OAuth2 tokens as an LMS and the proctoring services
// grant them: client credentials, a JWT with a lifetime. A token is requested
// once, used by all, and renewed before it ends.
package oauth

import (
	"context"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	// early is how long before its expiry a token is renewed.
	early = time.Minute
	// longest is how long a token is kept, whatever lifetime the service reports.
	longest = 24 * time.Hour
)

// Config says who asks for tokens, and where.
type Config struct {
	// Who names the service in errors.
	Who string
	// BaseURL is the service's address or that of its tokens, see [TokenURL].
	BaseURL string
	// Path is where tokens are below BaseURL; the LMS's own if empty.
	Path         string
	ClientID     string
	ClientSecret model.Secret
	// HTTP is a client of package wire.
	HTTP *resty.Client
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
}

// Token is a token and its lifetime.
type Token struct {
	Secret model.Secret
	// Lifetime is the lifetime that the service reported.
	Lifetime time.Duration
	// Expires is when it ends by this machine's clock; only a [TokenSource] sets it.
	Expires time.Time
}

// TokenSource shares one token among all callers and requests a new one when needed. It
// is safe for concurrent use; one goroutine at a time asks the service.
type TokenSource struct {
	cfg Config
	// turn holds one value: whoever has it may read and change the token.
	turn  chan struct{}
	token Token
}

// New returns a source. It sends nothing yet.
func New(c Config) *TokenSource {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return &TokenSource{cfg: c, turn: make(chan struct{}, 1)}
}

// Header is the Authorization header of a token (edx-rest-api-client 6.2).
func (t Token) Header() string { return "JWT " + t.Secret.Reveal() }

// Token returns the current token, or a new one if there is none or it is about to expire.
func (s *TokenSource) Token(ctx context.Context) (Token, error) {
	return s.get(ctx, func(t Token) bool {
		return !t.Secret.IsZero() && s.cfg.Clock().Before(t.Expires.Add(-min(early, t.Lifetime/2)))
	})
}

// Renew returns a token other than one that the service did not accept. If another
// caller has obtained a new one in the meantime, Renew returns that.
func (s *TokenSource) Renew(ctx context.Context, spent Token) (Token, error) {
	return s.get(ctx, func(t Token) bool { return !t.Secret.IsZero() && t.Secret != spent.Secret })
}

// get returns the cached token if it is good, or else a new one. Waiting for the turn
// can be cancelled.
func (s *TokenSource) get(ctx context.Context, good func(Token) bool) (Token, error) {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return Token{}, wire.Problem(ctx, s.cfg.Who, ctx.Err())
	}
	defer func() { <-s.turn }()
	if good(s.token) {
		return s.token, nil
	}
	t, err := s.ask(ctx)
	if err == nil {
		s.token = t
	}
	return t, err
}

// ask requests a token and validates it.
func (s *TokenSource) ask(ctx context.Context) (Token, error) {
	asked := s.cfg.Clock()
	a, err := Ask(ctx, s.cfg)
	switch {
	case err != nil:
		return Token{}, wire.Problem(ctx, s.cfg.Who, err)
	case wire.IsRedirect(a.Status):
		return Token{}, wire.Redirected(s.cfg.Who, a.Status)
	case a.Status < http.StatusOK || a.Status >= http.StatusMultipleChoices:
		return Token{}, s.refused(a)
	}
	t, err := ReadToken(a.Body)
	if err != nil {
		return Token{}, model.Errorf(model.CodeUnavailable, "%s answered the request for a token without one that can be used: %s.", s.cfg.Who, err.Error())
	}
	t.Expires = asked.Add(min(t.Lifetime, longest))
	return t, nil
}

// refused explains why there is no token. Only the code of the answer is used: services
// may repeat what they were sent.
func (s *TokenSource) refused(a wire.Answer) error {
	who, code, status := model.Clean(s.cfg.Who), ErrorCode(a.Body), a.Status
	err := &model.VendorError{Status: status, Body: model.Text(code)}
	switch {
	case status == http.StatusUnauthorized, code == "invalid_client", code == "unauthorized_client", code == "invalid_grant":
		return model.Wrap(err, model.CodeDenied, "%s grants no token for this client_id and client_secret (status %d); check both.", who, status)
	case status == http.StatusForbidden, status == http.StatusTooManyRequests:
		return model.Wrap(err, model.CodeUnavailable, "%s grants no token for now (status %d), perhaps because it was asked too often; try again later.", who, status)
	case status == http.StatusNotFound:
		return model.Wrap(err, model.CodeUnavailable, "%s grants no tokens at its %s (status 404); check base_url, and oauth2_path if its tokens are elsewhere.", who, s.cfg.path())
	}
	return model.Wrap(err, model.CodeUnavailable, "%s grants no token (status %d); `examdesk backend verify` finds out why.", who, status)
}
