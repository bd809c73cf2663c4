package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"examdesk/model"
	"examdesk/text"
)

// Application is a program that signs in as a user, by its id and secret.
type Application struct {
	ClientID string
	Secret   model.Secret
}

// Token is what a server gives to who signs in, and until when it is good.
type Token struct {
	Value   model.Secret
	Expires time.Time
}

// Kept is where a sign-in is kept from one run to the next.
type Kept interface {
	// Application is who signs in; an error if nobody does.
	Application(ctx context.Context) (Application, error)
	// Token is the token of an earlier run, the zero value if there is none.
	Token(ctx context.Context) (Token, error)
	SaveToken(ctx context.Context, t Token) error
}

// Session has a token that is good, as long as the application may sign in.
type Session struct {
	at    Config
	kept  Kept
	clock func() time.Time

	mu     sync.Mutex
	looked bool
	token  Token
}

// early is how long before its end a token is renewed.
const early = time.Minute

// maxToken is how many bytes an answer with a token may have.
const maxToken = 64 << 10

// NewSession returns the session of an application at a server.
func NewSession(at Config, kept Kept, clock func() time.Time) *Session {
	return &Session{at: at, kept: kept, clock: clock}
}

// Token returns a token to be sent. It is renewed before it expires.
func (s *Session) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.looked {
		t, err := s.kept.Token(ctx)
		if err != nil {
			return "", err
		}
		s.token, s.looked = t, true
	}
	if s.token.Value.IsZero() || !s.clock().Add(early).Before(s.token.Expires) {
		if err := s.signIn(ctx); err != nil {
			return "", err
		}
	}
	return s.token.Value.Reveal(), nil
}

// Renew returns another token than one that was refused.
func (s *Session) Renew(ctx context.Context, refused string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.token.Value.Reveal(); now != "" && now != refused {
		return now, nil // somebody else was quicker
	}
	if err := s.signIn(ctx); err != nil {
		return "", err
	}
	return s.token.Value.Reveal(), nil
}

// Expires is until when the present token is good; the zero time if there is none.
func (s *Session) Expires() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token.Expires
}

func (s *Session) signIn(ctx context.Context) error {
	a, err := s.kept.Application(ctx)
	if err != nil {
		return err
	}
	t, err := SignIn(ctx, s.at, a, s.clock())
	if err != nil {
		return err
	}
	s.token, s.looked = t, true
	_ = s.kept.SaveToken(ctx, t) // without it the next run signs in again
	return nil
}

// SignIn asks a server for a token (OAuth 2, client_credentials). now is the present
// time, from which the token's own counts. A secret that is not right is
// [model.CodeDenied].
func SignIn(ctx context.Context, at Config, a Application, now time.Time) (Token, error) {
	c, err := newConn(at)
	if err != nil {
		return Token{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	res, err := c.http.R().SetContext(ctx).SetFormData(map[string]string{
		"grant_type": "client_credentials", "token_type": "jwt", "client_id": a.ClientID, "client_secret": a.Secret.Reveal(),
	}).Post("/oauth2/access_token")
	if err != nil {
		return Token{}, c.unreachable(ctx, err)
	}
	from := res.RawBody()
	defer func() { _ = from.Close() }()
	data, err := io.ReadAll(io.LimitReader(from, maxToken))
	if err != nil {
		return Token{}, c.unreachable(ctx, err)
	}
	if res.StatusCode() != http.StatusOK {
		return Token{}, c.notSignedIn(res.StatusCode(), data)
	}
	if text.Check(string(data)) != nil {
		return Token{}, c.garbled(nil)
	}
	var answer struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.Token == "" || answer.Expires <= 0 {
		return Token{}, c.garbled(nil) // the answer may hold a token, so it is not quoted
	}
	return Token{model.NewSecret(answer.Token), now.Add(time.Duration(answer.Expires) * time.Second)}, nil
}

func (c *conn) notSignedIn(status int, data []byte) error {
	switch {
	case c.refusesPlain(status, data):
		return c.wantsTLS()
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		return c.redirected(status)
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest:
		return model.Errorf(model.CodeDenied, "The server at %s does not accept the client id with this secret. Check both, or have the application registered there: examdesk serve app add.", c.host)
	case http.StatusTooManyRequests:
		return model.Errorf(model.CodeUnavailable, "The server at %s was given too many wrong secrets; try again in a minute.", c.host)
	case http.StatusNotFound:
		return model.Errorf(model.CodeUnsupported, "What answers at %s is not an examdesk: it gives no tokens at /oauth2/access_token.", c.host)
	}
	return model.Errorf(model.CodeUnavailable, "The server at %s answered the sign-in with status %d.", c.host, status)
}
