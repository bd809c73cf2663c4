// Package oauth asks for OAuth2 tokens as an LMS and the proctoring services
// grant them: client credentials, a JWT with a lifetime. A token is asked for
// once, used by all, and renewed before it ends.
package oauth

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	// early is how long before its end a token is renewed.
	early = time.Minute
	// longest is how long a token is kept, whatever the service says.
	longest = 24 * time.Hour
	// maxToken is how many bytes a token may have.
	maxToken = 16 << 10
)

// Config says who asks for tokens, and where.
type Config struct {
	// Who names the service in errors.
	Who string
	// BaseURL is the service's address or that of its tokens, see [TokenURL].
	BaseURL      string
	ClientID     string
	ClientSecret model.Secret
	// HTTP is a client of package wire.
	HTTP *resty.Client
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
}

// Token is a token with what is known of it.
type Token struct {
	Secret model.Secret
	// Lifetime is what the service said, Expires when it ends by our clock.
	Lifetime time.Duration
	Expires  time.Time
}

// TokenSource hands out one token to all who ask, and gets a new one when it is
// needed. It is safe for use by many goroutines; one at a time asks the service.
type TokenSource struct {
	cfg Config
	// turn holds one: who has it may look at the token and change it.
	turn  chan struct{}
	token Token
}

// New returns a source. It asks nobody yet.
func New(c Config) *TokenSource {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return &TokenSource{cfg: c, turn: make(chan struct{}, 1)}
}

// TokenURL is where tokens are asked for (edx-rest-api-client 6.2,
// client.get_oauth_access_token): an address that does not end in it already
// gets /oauth2/access_token.
func TokenURL(base string) string {
	stripped := strings.TrimRight(base, "/")
	switch {
	case strings.HasSuffix(stripped, "/access_token"):
		return base
	case strings.HasSuffix(stripped, "/oauth2"):
		return stripped + "/access_token"
	}
	return stripped + "/oauth2/access_token"
}

// Header is the Authorization header of a token (edx-rest-api-client 6.2).
func (t Token) Header() string { return "JWT " + t.Secret.Reveal() }

// Token is the present token, a new one if there is none that lasts.
func (s *TokenSource) Token(ctx context.Context) (Token, error) {
	return s.get(ctx, func(t Token) bool {
		return !t.Secret.IsZero() && s.cfg.Clock().Before(t.Expires.Add(-min(early, t.Lifetime/2)))
	})
}

// Renew is a token other than one that the service did not accept. If somebody
// has got a new one meanwhile it is that.
func (s *TokenSource) Renew(ctx context.Context, spent Token) (Token, error) {
	return s.get(ctx, func(t Token) bool { return !t.Secret.IsZero() && t.Secret != spent.Secret })
}

// get is the kept token if it is good, else a new one. Who waits for its turn
// can be called off.
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

// ask asks the service for a token. The secret goes only into the form.
func (s *TokenSource) ask(ctx context.Context) (Token, error) {
	asked := s.cfg.Clock()
	res, err := s.cfg.HTTP.R().SetContext(ctx).SetFormData(map[string]string{
		"grant_type": "client_credentials", "client_id": s.cfg.ClientID,
		"client_secret": s.cfg.ClientSecret.Reveal(), "token_type": "jwt",
	}).Post(TokenURL(s.cfg.BaseURL))
	if err != nil {
		return Token{}, wire.Problem(ctx, s.cfg.Who, err)
	}
	body, err := wire.Read(res)
	switch {
	case err != nil:
		return Token{}, wire.Problem(ctx, s.cfg.Who, err)
	case wire.IsRedirect(res.StatusCode()):
		return Token{}, wire.Redirected(s.cfg.Who, res.StatusCode())
	case res.StatusCode() != http.StatusOK:
		return Token{}, s.refused(res.StatusCode(), body)
	}
	return s.read(body, asked)
}

// refused says why there is no token. Of the answer only the code of RFC 6749 is
// kept: services repeat what they were sent.
func (s *TokenSource) refused(status int, body []byte) error {
	var answer struct{ Error string }
	_ = json.Unmarshal(body, &answer) // an answer without a code is one too
	who := model.Clean(s.cfg.Who)
	known := answer.Error
	switch known {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope":
	default:
		known = ""
	}
	err := &model.VendorError{Status: status, Body: model.Text(known)}
	switch {
	case status == http.StatusUnauthorized, known == "invalid_client", known == "unauthorized_client", known == "invalid_grant":
		return model.Wrap(err, model.CodeDenied, "%s gives no token for this client_id and client_secret (status %d); check both.", who, status)
	case status == http.StatusForbidden, status == http.StatusTooManyRequests:
		return model.Wrap(err, model.CodeUnavailable, "%s gives no token at present (status %d), maybe since it was asked too often; try again later.", who, status)
	case status == http.StatusNotFound:
		return model.Wrap(err, model.CodeUnavailable, "%s gives no tokens at its /oauth2/access_token (status 404); check base_url.", who)
	}
	return model.Wrap(err, model.CodeUnavailable, "%s gives no token (status %d).", who, status)
}

// read takes the token out of an answer. An answer that cannot be used is not
// repeated in the error: it may hold one.
func (s *TokenSource) read(body []byte, asked time.Time) (Token, error) {
	var answer struct {
		Token   string   `json:"access_token"`
		Expires *float64 `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || !usable(answer.Token) || answer.Expires == nil || *answer.Expires < 1 {
		return Token{}, model.Errorf(model.CodeUnavailable, "%s answered the question for a token with none that can be used: access_token and expires_in belong there.", model.Clean(s.cfg.Who))
	}
	seconds := min(*answer.Expires, longest.Seconds())
	t := Token{Secret: model.NewSecret(answer.Token), Lifetime: time.Duration(seconds * float64(time.Second))}
	t.Expires = asked.Add(t.Lifetime)
	return t, nil
}

// usable tells what can stand in a header.
func usable(token string) bool {
	return token != "" && len(token) <= maxToken && strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
