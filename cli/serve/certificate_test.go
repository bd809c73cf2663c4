package serve

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"examdesk/client/server/servertest"
	"examdesk/model"
)

// Files that cannot serve are named, with what to do.
func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	ca := servertest.NewAuthority(t, "Ours")
	cert, key := ca.Issue(t, -time.Hour, time.Hour, "127.0.0.1")
	_, otherKey := ca.Issue(t, -time.Hour, time.Hour, "127.0.0.1")
	for want, o := range map[string]*Options{
		"There is no file /nowhere;":       {Cert: "/nowhere", Key: key},
		"There is no file /absent;":        {Cert: cert, Key: "/absent"},
		"the key " + otherKey + " cannot":  {Cert: cert, Key: otherKey},
		"private key does not match":       {Cert: cert, Key: otherKey},
		"The certificate " + key + " and":  {Cert: key, Key: cert},
		"/ cannot be read":                 {Cert: "/", Key: key},
		"belong together":                  {Cert: cert},
		"The server needs to be able to r": {Cert: "/", Key: key},
	} {
		o.Listen = ":8443"
		if _, err := o.certificate(); model.CodeOf(err) != model.CodeInvalid || !strings.Contains(model.Sentence(err), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// A certificate is renewed while the server runs; one that cannot be used leaves the former
// in place.
func TestCertificateIsReadAgain(t *testing.T) {
	t.Parallel()
	ca := servertest.NewAuthority(t, "Ours")
	cert, key := ca.Issue(t, -time.Hour, time.Hour, "a.example.com")
	c, err := (&Options{Listen: ":8443", Cert: cert, Key: key}).certificate()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	config := c.config(time.Now, slog.New(slog.NewTextHandler(&said, nil)))
	now := func() string {
		t.Helper()
		pair, err := config.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.DNSNames[0]
	}
	later := func(after time.Duration) {
		t.Helper()
		if err := os.Chtimes(cert, time.Time{}, time.Now().Add(after)); err != nil {
			t.Fatal(err)
		}
	}
	if name := now(); name != "a.example.com" || said.Len() > 0 {
		t.Errorf("%s; %s", name, &said)
	}
	ca.IssueTo(t, cert, key, -time.Hour, time.Hour, "b.example.com")
	later(time.Minute)
	if name := now(); name != "b.example.com" || !strings.Contains(said.String(), "read again") {
		t.Errorf("after renewal %s; %s", name, &said)
	}
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	later(2 * time.Minute)
	if name := now(); name != "b.example.com" || !strings.Contains(said.String(), "the former one stays") {
		t.Errorf("with half a file %s; %s", name, &said)
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	if name := now(); name != "b.example.com" {
		t.Errorf("without the file %s", name)
	}
}

// A server starts with a certificate that is out of date, and warns.
func TestCertificateOutOfDate(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for want, c := range map[string]*x509.Certificate{
		"":                                    {NotBefore: at.Add(-time.Hour), NotAfter: at.Add(time.Hour)},
		"It expired on 2026-11-20 15:00 UTC.": {NotBefore: at.Add(-2 * time.Hour), NotAfter: at.Add(-time.Hour)},
		"It is not valid before 2026-11-20 17:00 UTC.": {NotBefore: at.Add(time.Hour), NotAfter: at.Add(2 * time.Hour)},
	} {
		if got := outOfDate(c, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	cert, key := servertest.NewAuthority(t, "Ours").Issue(t, -2*time.Hour, -time.Hour, "a.example.com")
	c, err := (&Options{Listen: ":8443", Cert: cert, Key: key}).certificate()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.config(time.Now, slog.New(slog.NewTextHandler(&said, nil)))
	if !strings.Contains(said.String(), "desks will refuse the certificate") {
		t.Errorf("said %q", &said)
	}
}
