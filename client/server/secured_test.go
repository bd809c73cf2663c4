package server

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"examdesk/client/server/servertest"
	"examdesk/client/signin"
	"examdesk/model"
)

const hour = time.Hour

// listens answers with [] at an address of TLS, and counts what it was asked.
func listens(t *testing.T, cert, key string) (address string, asked *int) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	asked = new(int)
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*asked++
		_, _ = fmt.Fprint(w, "[]")
	}))
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	web.StartTLS()
	t.Cleanup(web.Close)
	return web.Listener.Addr().String(), asked
}

// trusts is who trusts the authorities alone.
func trusts(t *testing.T, authorities ...*servertest.Authority) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	for _, a := range authorities {
		data, err := os.ReadFile(a.File)
		if err != nil || !pool.AppendCertsFromPEM(data) {
			t.Fatalf("%s: %v", a.File, err)
		}
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// speaks answers every connection with the same bytes.
func speaks(t *testing.T, bytes string) (address string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, bytes)
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// TestUnsecured has each thing that may be wrong with an encrypted connection be one
// sentence that says what to do, when signing in and when asking; nobody is asked anything
// over such a connection, and asking is not repeated.
func TestUnsecured(t *testing.T) {
	t.Parallel()
	ours, theirs := servertest.NewAuthority(t, "Nordic University CA"), servertest.NewAuthority(t, "Somebody Else")
	encrypted := func(from, until time.Duration, host string) (string, *int) {
		cert, key := ours.Issue(t, from, until, host)
		return listens(t, cert, key)
	}
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("plain HTTP was asked over") }))
	t.Cleanup(plain.Close)
	self := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a stranger was asked") }))
	self.Config.ErrorLog = log.New(io.Discard, "", 0)
	self.StartTLS()
	t.Cleanup(self.Close)
	valid, _ := encrypted(-hour, hour, "127.0.0.1")
	expired, _ := encrypted(-2*hour, -hour, "127.0.0.1")
	early, _ := encrypted(hour, 2*hour, "127.0.0.1")
	named, _ := encrypted(-hour, hour, "desk.example.com")
	for name, c := range map[string]struct {
		scheme, address string
		by              *servertest.Authority
		want            string
	}{
		"expired":            {"https", expired, ours, "The certificate of the server at HOST expired on 20"},
		"not yet valid":      {"https", early, ours, "The certificate of the server at HOST is not valid before 20"},
		"another name":       {"https", named, ours, "The certificate of the server at HOST is for desk.example.com, not for 127.0.0.1. Use a name that the certificate is for"},
		"unknown authority":  {"https", valid, theirs, "The certificate of the server at HOST was issued by Nordic University CA, which this machine does not trust. If your organization issues its own certificates, name the file with its authority's: examdesk login --ca-file FILE, ca_file in the profile, or SSL_CERT_FILE."},
		"self-signed":        {"https", self.Listener.Addr().String(), ours, "The certificate of the server at HOST is self-signed, and this machine does not trust it. If your organization"},
		"plain to TLS":       {"http", valid, ours, "The server at HOST speaks HTTPS, not plain HTTP. Use https://HOST."},
		"plain to other TLS": {"http", speaks(t, "\x15\x03\x01\x00\x02\x02\x16"), ours, "The server at HOST speaks HTTPS, not plain HTTP. Use https://HOST."},
		"plain to nginx":     {"http", speaks(t, "HTTP/1.1 400 Bad Request\r\nContent-Length: 54\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>"), ours, "The server at HOST speaks HTTPS, not plain HTTP."},
		"TLS to plain":       {"https", plain.Listener.Addr().String(), ours, "The server at HOST speaks plain HTTP, not HTTPS. On this machine its address is http://HOST; from elsewhere it needs a certificate:"},
		"TLS to neither":     {"https", speaks(t, "SSH-2.0-OpenSSH_9.6\r\n"), ours, "What answers at HOST speaks neither HTTPS nor HTTP. Check the host and the port."},
		"TLS refused":        {"https", speaks(t, "\x15\x03\x01\x00\x02\x02\x46"), ours, "No encrypted connection to the server at HOST came about: protocol version not supported. Ask whoever runs it."},
		"redirect":           {"http", speaks(t, "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://HOST/\r\nContent-Length: 0\r\n\r\n"), ours, "The server at HOST answered with a redirect (status 308), which is not followed; use the address that it leads to."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := Config{URL: c.scheme + "://" + c.address, TLS: trusts(t, c.by)}
			want := strings.ReplaceAll(c.want, "HOST", c.address)
			s, err := New(at)
			if err != nil {
				t.Fatal(err)
			}
			_, asked := s.CountSections(t.Context(), "")
			i, err := signin.New(signin.Site{Kind: signin.Desk, URL: at.URL, TLS: at.TLS}, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			_, signed := i.WithSecret(t.Context(), "id", model.NewSecret("secret"))
			for what, err := range map[string]error{"asked": asked, "signed in": signed, "list": drained(s.Attempts(t.Context(), model.AttemptQuery{}))} {
				if !strings.HasPrefix(model.Sentence(err), want) || model.CodeOf(err) != model.CodeUnavailable || passing(err) {
					t.Errorf("%s: %q, want %q; code %s, passing %v; %v", what, model.Sentence(err), want, model.CodeOf(err), passing(err), err)
				}
			}
		})
	}
}

// A certificate of an authority that is trusted is used, by its address and by its name.
func TestSecured(t *testing.T) {
	t.Parallel()
	ours := servertest.NewAuthority(t, "Nordic University CA")
	cert, key := ours.Issue(t, -hour, hour, "127.0.0.1", "localhost")
	address, asked := listens(t, cert, key)
	for _, at := range []string{address, strings.Replace(address, "127.0.0.1", "localhost", 1)} {
		s, err := New(Config{URL: "https://" + at, TLS: trusts(t, ours)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.CountSections(t.Context(), ""); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	if *asked != 2 {
		t.Errorf("asked %d times", *asked)
	}
}
