package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// seen is a request that a fake LMS got.
type seen struct {
	method, path, query, token, body, cookie, language string
}

// fake is an LMS that answers as it is told.
type fake struct {
	*httptest.Server
	mu   sync.Mutex
	seen []seen
}

func newFake(t *testing.T, answer http.HandlerFunc) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength+1)
		n, _ := r.Body.Read(body)
		f.mu.Lock()
		f.seen = append(f.seen, seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Authorization"), string(body[:n]), r.Header.Get("Cookie"), r.Header.Get("Accept-Language")})
		f.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

// says answers everything with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func (f *fake) asked() []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]seen{}, f.seen...)
}

// token is a JWT that ends after a while.
func token(t *testing.T, name string, ends time.Time) string {
	t.Helper()
	s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"preferred_username": name, "exp": ends.Unix()}).SignedString([]byte("synthetic key of thirty-two bytes"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// to is a client that does not pause.
func to(t *testing.T, f *fake, change ...func(*Config)) *Client {
	t.Helper()
	good := token(t, "staff", time.Now().Add(time.Hour))
	cfg := Config{URL: f.URL, Token: func(context.Context) (string, error) { return good, nil }}
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return c
}
