package verify

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/model"
)

// Keys that are seen to be none of anybody's.
const (
	fakeSecret = "fake-marker-secret-key"
	fakeCrypto = "fakekeyAfakekeyDfakekeyG"
	fakeVideo  = "fa4efa4efa4efa4efa4efa4efa4efa4e"
	fakeClient = "fake-marker-client-secret"
	fakeToken  = "fake-marker-token"
)

// lab is a verifier for one service whose settings are written down.
type lab struct {
	name, yaml string
	change     func(*Config)
}

func (l lab) verifier(t testing.TB) *Verifier {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(l.yaml), &doc); err != nil {
		t.Fatal(err)
	}
	read := func(name string) (settings.Service, error) {
		if name != l.name {
			return settings.Service{}, model.Errorf(model.CodeNotFound, "There is no %s.", name)
		}
		return settings.Parse(name, doc.Content[0])
	}
	c := Config{
		Names: func() []string { return []string{l.name} }, Default: l.name, Settings: read,
		Secrets: func(ctx context.Context, name string) (settings.Service, error) {
			s, err := read(name)
			s.Resolve(ctx, resolveFake)
			return s, err
		},
		Place: func(string) string { return "keyring" }, Site: Site{Name: "lms.example.com", Obfuscates: true}, Timeout: 5 * time.Second, UserAgent: "examdesk/test",
	}
	if l.change != nil {
		l.change(&c)
	}
	return New(c)
}

// resolveFake finds secrets in their references: fake:TEXT is TEXT, lost:TEXT
// cannot be read.
func resolveFake(_ context.Context, ref string) (model.Secret, string, error) {
	kind, text, _ := strings.Cut(ref, ":")
	switch kind {
	case "fake":
		return model.NewSecret(text), "keyring", nil
	case "lost":
		return model.Secret{}, "", model.Errorf(model.CodeNotFound, "The keyring holds no secret named x.")
	}
	return model.NewSecret(ref), "configuration", nil
}

// run checks the service and returns what was found, by name and in order.
func (l lab) run(t testing.TB, live bool) (map[string]model.Check, []model.Check) {
	t.Helper()
	checks, err := l.verifier(t).VerifyBackend(t.Context(), l.name, model.VerifyOptions{Live: live})
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]model.Check{}
	var list []model.Check
	running := ""
	for c := range checks {
		if c.State == model.CheckRunning {
			if running != "" {
				t.Errorf("%s began before %s ended", c.Name, running)
			}
			running = c.Name
			continue
		}
		if c.Name != running {
			t.Errorf("%s ended without having begun", c.Name)
		}
		if (c.State == model.CheckFail || c.State == model.CheckWarn) && (c.Remedy == "" || c.Seen == "") {
			t.Errorf("%s says nothing: %+v", c.Name, c)
		}
		running, byName[c.Name], list = "", c, append(list, c)
	}
	return byName, list
}

// expect checks the state and cause of one check.
func expect(t testing.TB, got map[string]model.Check, name string, state model.CheckState, cause model.CheckCause) {
	t.Helper()
	if c := got[name]; c.State != state || c.Cause != cause {
		t.Errorf("%s: %s %q, want %s %q: %s", name, c.State, c.Cause, state, cause, c.Seen)
	}
}

// psiAt are settings of a PSI service at an address.
func psiAt(address string) string {
	return fmt.Sprintf(`{organization: edx, exam_sponsor: sponsor, exam_register_endpoint: %q, secret_key_id: NU-1, secret_key: "fake:%s",
crypto_key: "fake:%s", software_download_url: "https://psi.example.com/get", video_review_aes_key: "fake:%s", allow_private_addresses: true}`, address, fakeSecret, fakeCrypto, fakeVideo)
}

// restAt are settings of a REST service at an address.
func restAt(address string) string {
	return fmt.Sprintf(`{base_url: %q, client_id: me, client_secret: "fake:%s", allow_private_addresses: true}`, address, fakeClient)
}

func psiLab(address string) lab  { return lab{name: "software_secure", yaml: psiAt(address)} }
func restLab(address string) lab { return lab{name: "proctorco", yaml: restAt(address)} }

func (l lab) with(change func(*Config)) lab {
	l.change = change
	return l
}

// names is a resolver that knows some names.
type nameTable map[string]any

// LookupNetIP implements [Resolver].
func (n nameTable) LookupNetIP(ctx context.Context, _, host string) ([]netip.Addr, error) {
	switch v := n[host].(type) {
	case string:
		return []netip.Addr{netip.MustParseAddr(v)}, nil
	case []netip.Addr:
		return v, nil
	case error:
		return nil, v
	case chan struct{}:
		<-ctx.Done()
		return nil, &net.DNSError{Err: "timeout", Name: host, IsTimeout: true}
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// authority signs certificates for the tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) authority {
	t.Helper()
	a := authority{}
	a.cert, a.key = certificate(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Fake authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(10 * 365 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, authority{})
	return a
}

// certificate makes one that the authority signs, or that signs itself.
func certificate(t testing.TB, template *x509.Certificate, by authority) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	parent, signer := by.cert, by.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// pool trusts the authority.
func (a authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// serveTLS serves with a certificate.
func serveTLS(t testing.TB, cert *x509.Certificate, key *ecdsa.PrivateKey, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// serve serves plain http.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = quiet()
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// listen accepts connections and handles them as requested.
func listen(t testing.TB, do func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go do(c)
			}
		}
	}()
	return l.Addr().String()
}

// reset reads a little and ends a connection as a firewall does.
func reset(c net.Conn) {
	_, _ = c.Read(make([]byte, 16))
	if tc, ok := c.(*net.TCPConn); ok {
		_ = tc.SetLinger(0)
	}
	_ = c.Close()
}

// port is the port of an address.
func port(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func write(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func tlsWith(a authority) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.pool()}
}

// upTo runs the checks up to one, so that none comes after it.
func (l lab) upTo(t testing.TB, last string) map[string]model.Check {
	t.Helper()
	v := l.verifier(t)
	checks, err := v.VerifyBackend(t.Context(), l.name, model.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]model.Check{}
	for c := range checks {
		if c.State == model.CheckRunning {
			continue
		}
		got[c.Name] = c
		if c.Name == last {
			break
		}
	}
	return got
}
