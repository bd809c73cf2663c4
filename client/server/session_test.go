package server

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

// door gives tokens, and lets in whoever has the newest.
type door struct {
	mu     sync.Mutex
	given  int
	newest string
	shut   bool
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.URL.Path != "/oauth2/access_token" && r.Header.Get("Authorization") == "JWT "+d.newest:
		_, _ = fmt.Fprint(w, `{"name":"x"}`)
	case r.URL.Path != "/oauth2/access_token", d.shut, r.FormValue("client_secret") != "right":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		d.given++
		d.newest = fmt.Sprint("token", d.given)
		_, _ = fmt.Fprintf(w, `{"access_token": %q, "expires_in": 3600}`, d.newest)
	}
}

// memory keeps a sign-in.
type memory struct {
	secret string
	token  Token
}

func (m *memory) Application(context.Context) (Application, error) {
	return Application{"id", model.NewSecret(m.secret)}, nil
}
func (m *memory) Token(context.Context) (Token, error) { return m.token, nil }

func (m *memory) SaveToken(_ context.Context, t Token) error {
	m.token = t
	return nil
}

// A token is renewed before it expires, and once when the server refuses it.
func TestTokenIsRenewed(t *testing.T) {
	t.Parallel()
	d := &door{}
	web := httptest.NewServer(d)
	t.Cleanup(web.Close)
	at, clock, kept := Config{URL: web.URL}, now(), &memory{secret: "right"}
	session := NewSession(at, kept, func() time.Time { return clock })
	at.Token, at.Renew = session.Token, session.Renew
	s, err := New(at)
	if err != nil {
		t.Fatal(err)
	}
	asks := func(what string, given int, code model.Code) {
		t.Helper()
		_, err := s.Identity(t.Context())
		if code == "" && err != nil || code != "" && model.CodeOf(err) != code || d.given != given {
			t.Errorf("%s: %v, %d tokens, want %d", what, err, d.given, given)
		}
		if err != nil && strings.Contains(err.Error(), kept.secret) {
			t.Errorf("%s: the secret is in the error: %v", what, err)
		}
	}
	asks("first", 1, "")
	asks("again", 1, "")
	clock = clock.Add(time.Hour - early)
	asks("about to expire", 2, "")
	if kept.token.Value.Reveal() != "token2" || !kept.token.Expires.Equal(clock.Add(time.Hour)) {
		t.Errorf("kept %v", kept.token.Expires)
	}
	d.newest = "another"
	asks("refused", 3, "")
	d.newest, d.shut = "another", true
	asks("refused for good", 3, model.CodeDenied)
	d.shut, kept.secret = false, "wrong"
	asks("with a wrong secret", 3, model.CodeDenied)
	later := NewSession(Config{URL: web.URL}, kept, func() time.Time { return clock })
	if token, err := later.Token(t.Context()); err != nil || token != "token3" {
		t.Errorf("the next run: %q, %v", token, err)
	}
}
