package wire

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
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
	res, err := c.R().Get(s.URL + "/redirect")
	if err != nil || res.StatusCode() != http.StatusFound || followed {
		t.Errorf("a redirect was followed: %v, %v", res, err)
	}
	res, err = c.R().Get(s.URL + "/long")
	if err != nil {
		t.Fatal(err)
	}
	var long *TooLongError
	if _, err := Read(res); !errors.As(err, &long) {
		t.Errorf("a long answer: %v", err)
	}
	if res, err = c.R().Get(s.URL + "/broken"); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(res); err == nil {
		t.Error("half an answer was taken for a whole one")
	}
	_, err = NewClient(Options{AllowPrivate: true, Plain: true, Timeout: 50 * time.Millisecond}).R().Get(s.URL + "/slow?token=x")
	if !IsTimeout(err) || strings.Contains(WithoutURL(err).Error(), "token") {
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
