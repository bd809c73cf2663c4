package wire

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"
)

func TestClient(t *testing.T) {
	t.Parallel()
	var followed bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		case "/elsewhere":
			followed = true
		case "/long":
			_, _ = io.WriteString(w, strings.Repeat("x", MaxAnswer+1))
		case "/broken":
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "x")
		case "/slow":
			<-r.Context().Done()
		}
	}))
	t.Cleanup(s.Close)
	c := NewClient(Options{AllowPrivate: true, Plain: true, Timeout: 5 * time.Second})
	get := func(c *resty.Client, path string) (Answer, error) {
		return Send(t.Context(), c.R(), http.MethodGet, s.URL+path)
	}
	if a, err := get(c, "/redirect"); err != nil || a.Status != http.StatusFound || a.Header.Get("Location") != "/elsewhere" || followed {
		t.Errorf("a redirect was followed: %v, %v", a, err)
	}
	var long *TooLongError
	if a, err := get(c, "/long"); !errors.As(err, &long) || a.Status != http.StatusOK || a.Body != nil {
		t.Errorf("a long answer: %d, %v", a.Status, err)
	}
	if a, err := get(c, "/broken"); err == nil || a.Header.Get("Content-Length") != "10" {
		t.Errorf("half an answer was taken for a whole one: %v", a)
	}
	_, err := get(NewClient(Options{AllowPrivate: true, Plain: true, Timeout: 50 * time.Millisecond}), "/slow?token=x")
	if !IsTimeout(err) || strings.Contains(err.Error(), "token") {
		t.Errorf("a slow answer: %v", err)
	}
}

// A proxy would resolve the name itself; none is used, whatever the environment
// says.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	if Transport(Options{}).Proxy != nil {
		t.Error("a proxy would be used")
	}
}
