package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

var testSecret = []byte("a secret that only tests know")

func testNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

func testMessage() model.Message {
	return model.Message{
		ID: 7, Key: "4f6f1c1e-3f0b-4c4e-9a60-3a1f3c8c1d52", Kind: model.EffectCredit, AttemptID: 21, DecisionID: "d1",
		Created: testNow(), Payload: []byte(`{"value": "satisfied", "course_id": "a+b<c>"}`),
	}
}

// received is what a platform got.
type received struct {
	header http.Header
	body   []byte
}

// platform is a receiver that checks signatures as docs/platform.md says.
type platform struct {
	*httptest.Server
	mu   sync.Mutex
	got  []received
	bad  []error
	then func(n int, w http.ResponseWriter, r *http.Request)
}

func newPlatform(t *testing.T, then func(n int, w http.ResponseWriter, r *http.Request)) *platform {
	t.Helper()
	p := &platform{then: then}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// ServeHTTP takes a message.
func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = Verify(testSecret, r.Header.Get(HeaderSignature), r.Header.Get(HeaderTimestamp), body, testNow(), 5*time.Minute)
	}
	p.mu.Lock()
	p.got = append(p.got, received{r.Header.Clone(), body})
	n := len(p.got)
	if err != nil {
		p.bad = append(p.bad, err)
	}
	p.mu.Unlock()
	if p.then != nil {
		p.then(n, w, r)
	}
}

func (p *platform) all(t *testing.T) []received {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, err := range p.bad {
		t.Error(err)
	}
	return p.got
}

func mustClient(t *testing.T, url string, edit func(*Config)) *Client {
	t.Helper()
	c := Config{URL: url, Secret: testSecret, AllowPrivate: true, Version: "1.2.3", Clock: testNow}
	if edit != nil {
		edit(&c)
	}
	client, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func answer(status int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func TestDelivered(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, nil)
	if err := mustClient(t, p.URL+"/hook?x=1", nil).Deliver(t.Context(), testMessage()); err != nil {
		t.Fatal(err)
	}
	got := p.all(t)
	if len(got) != 1 {
		t.Fatalf("%d requests", len(got))
	}
	for name, want := range map[string]string{
		HeaderKey: "4f6f1c1e-3f0b-4c4e-9a60-3a1f3c8c1d52", HeaderTimestamp: "1795190400",
		"User-Agent": "examdesk/1.2.3", "Content-Type": "application/json",
	} {
		if have := got[0].header.Get(name); have != want {
			t.Errorf("%s: %q, want %q", name, have, want)
		}
	}
	const want = `{"id":7,"key":"4f6f1c1e-3f0b-4c4e-9a60-3a1f3c8c1d52","kind":"credit","certainty":"will","created":"2026-11-20T16:00:00Z",` +
		`"attempt_id":21,"decision_id":"d1","payload":{"value":"satisfied","course_id":"a+b\u003cc\u003e"}}`
	if string(got[0].body) != want {
		t.Errorf("body\n%s\nwant\n%s", got[0].body, want)
	}
}

// A second try has the same key and the same body.
func TestSameAgain(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	c := mustClient(t, p.URL, nil)
	err := c.Deliver(t.Context(), testMessage())
	var refused *model.RefusedError
	if model.CodeOf(err) != model.CodeUnavailable || errors.As(err, &refused) {
		t.Errorf("first try: %v", err)
	}
	if err := c.Deliver(t.Context(), testMessage()); err != nil {
		t.Errorf("second try: %v", err)
	}
	got := p.all(t)
	if len(got) != 2 || got[0].header.Get(HeaderKey) != got[1].header.Get(HeaderKey) || !bytes.Equal(got[0].body, got[1].body) {
		t.Errorf("the tries differ: %v", got)
	}
}

// What a status means for the message.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		200: "", 201: "", 202: "", 204: "",
		301: "later", 302: "later", 307: "later", 308: "later", 304: "later",
		400: "refused", 405: "refused", 406: "refused", 410: "refused", 413: "refused", 415: "refused", 422: "refused", 451: "refused",
		401: "later", 403: "later", 404: "later", 407: "later", 408: "later", 409: "later", 421: "later", 423: "later", 425: "later", 429: "later",
		500: "later", 501: "later", 502: "later", 503: "later", 504: "later", 599: "later",
	} {
		p := newPlatform(t, answer(status))
		err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage())
		var refused *model.RefusedError
		got := "later"
		switch {
		case err == nil:
			got = ""
		case errors.As(err, &refused):
			got = "refused"
		}
		if got != want {
			t.Errorf("%d: %q (%v), want %q", status, got, err, want)
		}
		if n := len(p.all(t)); n != 1 {
			t.Errorf("%d: %d requests", status, n)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "-5": 0, "120": 2 * time.Minute, "soon": 0, "99999999999": 24 * time.Hour,
		"Fri, 20 Nov 2026 16:10:00 GMT": 10 * time.Minute, "Fri, 20 Nov 2026 15:00:00 GMT": 0,
		"Fri, 20 Nov 2099 16:10:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(value, testNow()); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	p := newPlatform(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage())
	var later *model.LaterError
	if !errors.As(err, &later) || later.After != 30*time.Second || model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("%v", err)
	}
}

// A platform that takes the message and never answers.
func TestNeverAnswers(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	p := newPlatform(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	c := mustClient(t, p.URL, func(c *Config) { c.Timeout = 50 * time.Millisecond })
	err := c.Deliver(t.Context(), testMessage())
	if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), "did not answer in time") {
		t.Errorf("%v", err)
	}
	if errors.Is(err, context.Canceled) {
		t.Error("nobody cancelled")
	}
}

// Who cancels gets that as the answer, whatever the connection was doing.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := newPlatform(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if err := mustClient(t, p.URL, nil).Deliver(ctx, testMessage()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A redirect is not followed, not even to the same host.
func TestRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := newPlatform(t, nil)
	p := newPlatform(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", elsewhere.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage())
	if err == nil || !strings.Contains(err.Error(), "redirect") {
		t.Errorf("%v", err)
	}
	if n := len(elsewhere.all(t)); n != 0 {
		t.Errorf("the message went on %d times", n)
	}
}

// Of a huge answer little is read: the platform's status counts, not its words.
func TestHugeAnswer(t *testing.T) {
	t.Parallel()
	const size = 10 << 20
	wrote := make(chan int, 1)
	p := newPlatform(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		n, chunk := 0, make([]byte, 64<<10)
		for n < size {
			written, err := w.Write(chunk)
			n += written
			if err != nil {
				break
			}
		}
		wrote <- n
	})
	if err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage()); err != nil {
		t.Error(err)
	}
	if n := <-wrote; n >= size {
		t.Errorf("all of %d bytes were taken", n)
	}
}

// What the configuration refuses.
func TestBadConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"nothing":         {},
		"no scheme":       {URL: "lms.example.com/hook"},
		"another scheme":  {URL: "ftp://lms.example.com/hook"},
		"a file":          {URL: "file:///etc/passwd", AllowPrivate: true},
		"no host":         {URL: "https:///hook"},
		"no URL":          {URL: "https://%zz"},
		"plain http":      {URL: "http://lms.example.com/hook"},
		"plain loopback":  {URL: "http://127.0.0.1/hook"},
		"with a password": {URL: "https://u:hunter2hunter2@lms.example.com/hook"},
		"with a fragment": {URL: "https://lms.example.com/hook#x"},
		"short secret":    {URL: "https://lms.example.com/hook", Secret: []byte("hunter2")},
	} {
		if c.Secret == nil {
			c.Secret = testSecret
		}
		_, err := New(c)
		if model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells a secret: %v", name, err)
		}
	}
	if _, err := New(Config{URL: "https://lms.example.com:8443/hook?x=1", Secret: testSecret}); err != nil {
		t.Error(err)
	}
}

// Neither the secret nor a token in the address is part of an error.
func TestErrorsTellNoSecret(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"http://127.0.0.1:1/token-in-path?token-in-query=1", "https://127.0.0.1:1/token-in-path", "https://no-such-host.invalid/token-in-path",
	} {
		err := mustClient(t, url, nil).Deliver(t.Context(), testMessage())
		if model.CodeOf(err) != model.CodeUnavailable {
			t.Errorf("%s: %v", url, err)
		}
		for _, secret := range []string{"token-in", string(testSecret)} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q in %q", secret, err)
			}
		}
	}
}

// A platform with a certificate that no one vouches for is refused.
func TestUnknownCertificate(t *testing.T) {
	t.Parallel()
	p := &platform{}
	p.Server = httptest.NewTLSServer(p)
	p.Config.ErrorLog = nil
	t.Cleanup(p.Close)
	if err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage()); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("%v", err)
	}
	trusting := p.Client().Transport.(*http.Transport).TLSClientConfig
	c := mustClient(t, p.URL, func(c *Config) { c.TLS = &tls.Config{RootCAs: trusting.RootCAs} })
	if err := c.Deliver(t.Context(), testMessage()); err != nil {
		t.Errorf("a known one: %v", err)
	}
	if n := len(p.all(t)); n != 1 {
		t.Errorf("%d requests", n)
	}
}
