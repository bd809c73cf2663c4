package webhook

import (
	"crypto/tls"
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"examdesk/backends/wire"
	"examdesk/model"
)

// Private addresses are refused before anything is sent, however they are
// written: as a name that resolves to one, and as IPv4 within IPv6.
func TestPrivateRefused(t *testing.T) {
	t.Parallel()
	p := &platform{}
	p.Server = httptest.NewTLSServer(p)
	t.Cleanup(p.Close)
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"} {
		c := mustClient(t, "https://"+host+":"+u.Port(), func(c *Config) {
			c.AllowPrivate = false
			c.TLS = &tls.Config{InsecureSkipVerify: true} // only the address stands in the way
		})
		err := c.Deliver(t.Context(), testMessage())
		var private *wire.PrivateAddressError
		if !errors.As(err, &private) || model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "ALLOW_PRIVATE_ADDRESSES") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if n := len(p.all(t)); n != 0 {
		t.Errorf("%d messages went out", n)
	}
	c := mustClient(t, "https://localhost:"+u.Port(), func(c *Config) { c.TLS = &tls.Config{InsecureSkipVerify: true} })
	if err := c.Deliver(t.Context(), testMessage()); err != nil {
		t.Errorf("allowed: %v", err)
	}
}

// A proxy would resolve the name itself; none is used, whatever the environment
// says.
func TestNoProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	p := newPlatform(t, nil)
	if err := mustClient(t, p.URL, nil).Deliver(t.Context(), testMessage()); err != nil {
		t.Error(err)
	}
}
