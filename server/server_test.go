package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/server/apiv1"
)

// nobody signs nobody in.
func nobody(*http.Request) (model.Actor, error) {
	return model.Actor{}, model.Errorf(model.CodeDenied, "Nobody is signed in.")
}

func testServer(t *testing.T, change func(*Config)) (*Server, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c := Config{
		API:   apiv1.New(apiv1.Config{SignIn: nobody, For: func(model.Actor) model.ProctoringAPI { return nil }}),
		Ready: func(context.Context) error { return nil },
		Log:   slog.New(slog.NewJSONHandler(&log, nil)),
	}
	if change != nil {
		change(&c)
	}
	return New(c), &log
}

func get(t *testing.T, s *Server, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s, _ := testServer(t, nil)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404, "/edx_proctoring/v1/nope": 404} {
		if w := get(t, s, "GET", path, ""); w.Code != want || w.Header().Get(requestID) == "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	broken, _ := testServer(t, func(c *Config) { c.Ready = func(context.Context) error { return errors.New("disk") } })
	if w := get(t, broken, "GET", "/readyz", ""); w.Code != 503 || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Neither the log nor the metrics have a path, a query or a name in them.
func TestNamesStayOut(t *testing.T) {
	t.Parallel()
	s, log := testServer(t, nil)
	for _, path := range []string{
		"/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/course-v1:SecretU+X+Y/search/mei_zhang?page=hidden",
		"/edx_proctoring/v1/user_onboarding/status?username=mei_zhang",
		"/mei_zhang/SecretU/hidden",
	} {
		get(t, s, "GET", path, "")
	}
	get(t, s, "mei_zhang", "/", "")
	said := log.String() + get(t, s, "GET", "/metrics", "").Body.String()
	for _, name := range []string{"mei_zhang", "SecretU", "hidden"} {
		if strings.Contains(said, name) {
			t.Errorf("%s is in the log or in the metrics:\n%s", name, said)
		}
	}
	if !strings.Contains(said, "grouped/course_id/{course_id}/search/{search_by}") {
		t.Errorf("the route is not there:\n%s", said)
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	s, _ := testServer(t, nil)
	for given, kept := range map[string]bool{"abc-123": true, "a b": false, strings.Repeat("x", 65): false, "": false, "x\ny": false} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/healthz", nil)
		r.Header[http.CanonicalHeaderKey(requestID)] = []string{given}
		s.Handler().ServeHTTP(w, r)
		if got := w.Header().Get(requestID); (got == given) != kept || got == "" {
			t.Errorf("%q: %q", given, got)
		}
	}
}

// A panic in a request is one 503, and the server goes on.
func TestPanic(t *testing.T) {
	t.Parallel()
	s, log := testServer(t, func(c *Config) {
		c.API = apiv1.New(apiv1.Config{SignIn: func(*http.Request) (model.Actor, error) { panic("mei_zhang") }})
	})
	w := get(t, s, "GET", "/edx_proctoring/v1/proctored_exam/attempt", "")
	if w.Code != 503 || strings.Contains(log.String(), "mei_zhang") || !strings.Contains(log.String(), "a request failed") {
		t.Errorf("%d %s\n%s", w.Code, w.Body, log)
	}
	if w := get(t, s, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("%d afterwards", w.Code)
	}
}

func TestLargeBody(t *testing.T) {
	t.Parallel()
	s, _ := testServer(t, func(c *Config) {
		c.MaxBody = 100
		c.API = apiv1.New(apiv1.Config{For: func(model.Actor) model.ProctoringAPI { return nil }})
	})
	if w := get(t, s, "POST", "/edx_proctoring/proctoring_review_callback/", `{"a": "`+strings.Repeat("x", 200)+`"}`); w.Code != 413 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A request that is under way when the server is told to stop is answered; the next
// one is not accepted.
func TestStop(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	s, _ := testServer(t, func(c *Config) {
		c.Ready = func(context.Context) error {
			close(begun)
			<-release
			return nil
		}
	})
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := guard.Start("serving", func() (struct{}, error) { return struct{}{}, s.Serve(ctx, l) })
	asked := guard.Start("asking", func() (string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String()+"/readyz", nil)
		if err != nil {
			return "", err
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			return "", err
		}
		defer func() { _ = a.Body.Close() }()
		body, err := io.ReadAll(a.Body)
		return string(body), err
	})
	<-begun
	cancel()
	for refused := false; !refused; { // the listener is closed before requests are waited for
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", l.Addr().String())
		if refused = err != nil; !refused {
			_ = c.Close()
		}
	}
	close(release)
	if a := <-asked; a.Err != nil || a.Value != "ready\n" {
		t.Errorf("the request under way: %q %v", a.Value, a.Err)
	}
	if a := <-served; a.Err != nil {
		t.Error(a.Err)
	}
}

// A front end's pages at another host may ask with cookies; other pages may not, and
// without front ends nothing is said about it.
func TestFrontEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		origins []string
		origin  string
		allowed string
	}{
		"a front end": {[]string{"https://learning.example.com"}, "https://learning.example.com", "https://learning.example.com"},
		"another":     {[]string{"https://learning.example.com"}, "https://evil.example.org", ""},
		"none":        {nil, "https://learning.example.com", ""},
	} {
		s, _ := testServer(t, func(of *Config) { of.Origins = c.origins })
		for _, method := range []string{"GET", "OPTIONS"} {
			r := httptest.NewRequestWithContext(t.Context(), method, "/edx_proctoring/v1/proctored_exam/attempt", nil)
			r.Header.Set("Origin", c.origin)
			if method == "OPTIONS" {
				r.Header.Set("Access-Control-Request-Method", "PUT")
				r.Header.Set("Access-Control-Request-Headers", "use-jwt-cookie,x-csrftoken")
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			h := w.Header()
			if h.Get("Access-Control-Allow-Origin") != c.allowed || (h.Get("Access-Control-Allow-Credentials") == "true") != (c.allowed != "") {
				t.Errorf("%s, %s: %v", name, method, h)
			}
			if method == "OPTIONS" && c.allowed != "" && w.Code != 200 {
				t.Errorf("%s: a preflight gets %d", name, w.Code)
			}
		}
	}
}
