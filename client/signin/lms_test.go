package signin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/client/signin/signintest"
	"examdesk/model"
)

func start() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

func newLMS(t *testing.T) *signintest.LMS {
	t.Helper()
	f := signintest.Start(start())
	t.Cleanup(f.Close)
	return f
}

func issuer(t *testing.T, f *signintest.LMS) *Issuer {
	t.Helper()
	i, err := New(Site{Kind: LMS, URL: f.URL, Version: "test"}, f.Now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// says answers with a status and a body.
func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// memory keeps a sign-in, and notes what is done with it.
type memory struct {
	mu       sync.Mutex
	identity Identity
	token    Token
	did      []string
	// broken is why nothing can be saved.
	broken error
	alone  sync.Mutex
}

func (m *memory) Identity(context.Context) (Identity, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.identity == (Identity{}) {
		return Identity{}, model.Errorf(model.CodeDenied, "You are not signed in.")
	}
	return m.identity, nil
}

func (m *memory) SaveIdentity(_ context.Context, i Identity) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.identity, m.did = i, append(m.did, "identity")
	return nil
}

func (m *memory) Token(context.Context) (Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token, nil
}

func (m *memory) SaveToken(_ context.Context, t Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.token, m.did = t, append(m.did, "token")
	return nil
}

func (m *memory) Alone(_ context.Context, f func() error) error {
	m.alone.Lock()
	defer m.alone.Unlock()
	return f()
}

// refuses checks an error's code and words, and that it holds no secret.
func refuses(t *testing.T, what string, err error, code model.Code, words string) {
	t.Helper()
	if err == nil || model.CodeOf(err) != code || !strings.Contains(model.Sentence(err), words) {
		t.Errorf("%s: %v, want %s with %q", what, err, code, words)
		return
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), "nobody-may-see") {
			t.Errorf("%s: a secret is in the error: %v", what, e)
		}
	}
}
