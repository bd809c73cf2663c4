package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"examdesk/backends/wire"
	"examdesk/model"
)

const testSecret = "not-a-real-secret-only-for-tests"

// source asks a server that answers as given, by a clock that stands still until
// it is moved.
func source(t *testing.T, answer http.HandlerFunc) (*TokenSource, *time.Time) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	now := time.Unix(1795190400, 0)
	return New(Config{
		Who: "proctorco", BaseURL: server.URL + "/", ClientID: "id", ClientSecret: model.NewSecret(testSecret),
		HTTP: wire.NewClient(wire.Options{AllowPrivate: true, Plain: true}), Clock: func() time.Time { return now },
	}), &now
}

func granting(n *atomic.Int64, seconds string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"access_token": "t%d", "expires_in": %s}`, n.Add(1), seconds)
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	s, _ := source(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, err := url.ParseQuery(string(body))
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/oauth2/access_token" || r.URL.RawQuery != "" ||
			form.Encode() != "client_id=id&client_secret="+testSecret+"&grant_type=client_credentials&token_type=jwt" {
			t.Errorf("%s %s %s", r.Method, r.URL, body)
		}
		_, _ = io.WriteString(w, `{"access_token": "tok", "expires_in": 3600, "token_type": "JWT"}`)
	})
	got, err := s.Token(t.Context())
	if err != nil || got.Header() != "JWT tok" || got.Lifetime != time.Hour || strings.Contains(fmt.Sprintf("%+v", got), "tok") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTokenURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://x":                      "https://x/oauth2/access_token",
		"https://x/y/":                   "https://x/y/oauth2/access_token",
		"https://x/oauth2":               "https://x/oauth2/access_token",
		"https://x/oauth2/":              "https://x/oauth2/access_token",
		"https://x/oauth2/access_token":  "https://x/oauth2/access_token",
		"https://x/oauth2/access_token/": "https://x/oauth2/access_token",
		"https://x/y/access_token//":     "https://x/y/access_token",
	} {
		if got := TokenURL(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// A token is kept until a minute before its end; a short one until half of it is
// over.
func TestKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seconds string
		after   time.Duration
		want    string
	}{
		{"3600", 59*time.Minute - time.Second, "t1"},
		{"3600", 59 * time.Minute, "t2"},
		{"60", 29 * time.Second, "t1"},
		{"60.5", 31 * time.Second, "t2"},
		{"0", 0, "t2"}, // the original takes it, for one request
		{"1e11", 23 * time.Hour, "t1"},
		{"1e11", 24 * time.Hour, "t2"},
	} {
		var asked atomic.Int64
		s, now := source(t, granting(&asked, c.seconds))
		if _, err := s.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(c.after)
		if got, err := s.Token(t.Context()); err != nil || got.Secret.Reveal() != c.want {
			t.Errorf("%s s, after %s: %s, %v", c.seconds, c.after, got.Secret.Reveal(), err)
		}
	}
}

// However many ask at once, one asks the service; and one renews.
func TestSingleFlight(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	s, _ := source(t, granting(&asked, "3600"))
	together := func(f func() (Token, error)) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := f(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	together(func() (Token, error) { return s.Token(t.Context()) })
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
	spent, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	together(func() (Token, error) { return s.Renew(t.Context(), spent) })
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		code   model.Code
	}{
		{401, `{"error": "invalid_client"}`, model.CodeDenied},
		{400, `{"error": "invalid_client"}`, model.CodeDenied},
		{400, `{"error": "` + testSecret + `"}`, model.CodeUnavailable},
		{403, `no`, model.CodeUnavailable},
		{404, `<html>`, model.CodeUnavailable},
		{302, ``, model.CodeUnavailable},
		{500, testSecret, model.CodeUnavailable},
		{200, ``, model.CodeUnavailable},
		{200, `[]`, model.CodeUnavailable},
		{200, `{"access_token": "` + testSecret + `"}`, model.CodeUnavailable},
		{200, `{"access_token": "x", "expires_in": "soon"}`, model.CodeUnavailable},
		{200, `{"access_token": "x", "expires_in": -1}`, model.CodeUnavailable},
		{200, `{"access_token": "x", "expires_in": 1e300}`, model.CodeUnavailable},
		{200, `{"access_token": "x", "expires_in": 1e999}`, model.CodeUnavailable},
		{200, `{"Access_Token": "x", "expires_in": 60}`, model.CodeUnavailable},
		{200, `{"access_token": "", "expires_in": 60}`, model.CodeUnavailable},
		{200, `{"access_token": "a b", "expires_in": 60}`, model.CodeUnavailable},
		{200, `{"access_token": "a\r\nX-Evil: 1", "expires_in": 60}`, model.CodeUnavailable},
		{200, `{"access_token": "` + strings.Repeat("x", maxToken+1) + `", "expires_in": 60}`, model.CodeUnavailable},
		{200, `{"access_token": "` + strings.Repeat("x", 2<<20) + `", "expires_in": 60}`, model.CodeUnavailable},
	} {
		s, _ := source(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := s.Token(t.Context())
		if err == nil || model.CodeOf(err) != c.code || strings.Contains(err.Error(), testSecret) {
			t.Errorf("%d %.60s: %v", c.status, c.body, err)
		}
	}
}

// A waiting caller can be cancelled while another one asks; a failure is not kept.
func TestCancelled(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}), make(chan struct{})
	first := true
	s, _ := source(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see who hangs up
		if first {
			first = false
			close(started)
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return
		}
		_, _ = io.WriteString(w, `{"access_token": "t", "expires_in": 60}`)
	})
	asking, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := s.Token(asking)
		done <- err
	}()
	<-started
	waiting, give := context.WithCancel(t.Context())
	give()
	if _, err := s.Token(waiting); !errors.Is(err, context.Canceled) {
		t.Errorf("the one that waits: %v", err)
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the one that asks: %v", err)
	}
	close(release)
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
