package verify

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// asks is a service that wants credentials.
func asks(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusUnauthorized, "application/json", `{"detail": "who are you"}`)
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	ca, other := newAuthority(t), newAuthority(t)
	now := time.Now()
	leaf := func(from, to time.Duration, name string) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: now.Add(from), NotAfter: now.Add(to),
			KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
	}
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		template *x509.Certificate
		by       authority
		state    model.CheckState
		cause    model.CheckCause
		says     string
	}{
		"good":          {leaf(-day, 300*day, "psi.example.com"), ca, model.CheckPass, "", "TLS 1.3, certificate until "},
		"ends soon":     {leaf(-day, 5*day+time.Hour, "psi.example.com"), ca, model.CheckWarn, model.CauseDown, "(5 days)"},
		"expired":       {leaf(-9*day, -2*day, "psi.example.com"), ca, model.CheckFail, model.CauseDown, "the certificate is expired: it expired on "},
		"not yet valid": {leaf(2*day, 9*day, "psi.example.com"), ca, model.CheckFail, model.CauseClock, "the certificate is not yet valid: it is valid from "},
		"other name":    {leaf(-day, 300*day, "other.example.com"), ca, model.CheckFail, model.CauseAddress, "for another name: other.example.com"},
		"self-signed":   {leaf(-day, 300*day, "psi.example.com"), authority{}, model.CheckFail, model.CauseAddress, "self-signed"},
		"unknown":       {leaf(-day, 300*day, "psi.example.com"), other, model.CheckFail, model.CauseBlocked, "signed by an unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cert, key := certificate(t, c.template, c.by)
			s := serveTLS(t, cert, key, http.HandlerFunc(asks))
			l := psiLab("https://psi.example.com:" + port(t, s.URL) + "/register").with(func(v *Config) {
				v.TLS, v.Resolver = tlsWith(ca), nameTable{"psi.example.com": "127.0.0.1"}
			})
			got, _ := l.run(t, false)
			expect(t, got, "tls", c.state, c.cause)
			if !strings.Contains(got["tls"].Seen.String(), c.says) {
				t.Errorf("%s, want %s", got["tls"].Seen, c.says)
			}
			if c.state == model.CheckFail {
				expect(t, got, "http", model.CheckSkip, "")
				expect(t, got, "signature", model.CheckSkip, "")
			} else {
				expect(t, got, "http", model.CheckPass, "")
			}
		})
	}
}

// What goes wrong before anything is answered.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	_ = closed.Close()
	silent := listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	cut := listen(t, reset)
	hangsUp := listen(t, func(c net.Conn) { _ = c.Close() })
	garbage := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n")
		_ = c.Close()
	})
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 128<<10))
		w.WriteHeader(http.StatusOK)
	})
	plain := serve(t, asks)
	for name, c := range map[string]struct {
		address, check string
		cause          model.CheckCause
	}{
		"closed port":       {"https://" + nobody, "tcp", model.CauseDown},
		"silent, TLS":       {"https://" + silent, "tls", model.CauseDown},
		"silent, plain":     {"http://" + silent, "http", model.CauseDown},
		"reset, TLS":        {"https://" + cut, "tls", model.CauseBlocked},
		"reset, plain":      {"http://" + cut, "http", model.CauseDown},
		"hangs up, TLS":     {"https://" + hangsUp, "tls", model.CauseBlocked},
		"hangs up, plain":   {"http://" + hangsUp, "http", model.CauseDown},
		"no HTTP":           {"http://" + garbage, "http", model.CauseAnswer},
		"no TLS":            {"https://127.0.0.1:" + port(t, plain.URL), "tls", model.CauseAddress},
		"endless headers":   {endless.URL, "http", model.CauseAnswer},
		"no such name":      {"https://gone.example.com", "dns", model.CauseAddress},
		"name server fails": {"https://servfail.example.com", "dns", model.CauseDown},
		"name server hangs": {"https://slow.example.com", "dns", model.CauseBlocked},
		"no addresses":      {"https://empty.example.com", "dns", model.CauseAddress},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, l := range []lab{psiLab(c.address), restLab(c.address)} {
				got, list := l.with(func(v *Config) {
					v.Timeout = 300 * time.Millisecond
					v.Resolver = nameTable{
						"servfail.example.com": &net.DNSError{Err: "server misbehaving", IsTemporary: true}, "slow.example.com": make(chan struct{}), "empty.example.com": []netip.Addr{},
					}
				}).run(t, true)
				expect(t, got, c.check, model.CheckFail, c.cause)
				last := "signature"
				if l.name == "proctorco" {
					last = "token"
				}
				expect(t, got, last, model.CheckSkip, "")
				if !strings.Contains(got[last].Seen.String(), "the check "+c.check+" failed") {
					t.Errorf("%s names another culprit: %s", last, got[last].Seen)
				}
				if model.CodeOf(model.ChecksError(l.name, list)) != c.cause.Code() {
					t.Errorf("the code is not that of %s", c.cause)
				}
			}
		})
	}
}

// Addresses that secrets do not go to.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address      string
		allow        bool
		check, state string
		cause        model.CheckCause
		says         string
	}{
		{"", false, "address", "fail", model.CauseSettings, "missing"},
		{"psi.example.com/register", false, "address", "fail", model.CauseSettings, "not an address"},
		{"ftp://psi.example.com", false, "address", "fail", model.CauseSettings, "not an address"},
		{"https://", false, "address", "fail", model.CauseSettings, "not an address"},
		{"https://psi.example.com:port/", false, "address", "fail", model.CauseSettings, "not an address"},
		{"http://psi.example.com/", false, "address", "fail", model.CauseSettings, "plain http"},
		{"https://me:fake-marker-password@psi.example.com/", false, "address", "fail", model.CauseSettings, "name or password"},
		{"https://psi.example.com/#x", false, "address", "fail", model.CauseSettings, "after ? or #"},
		{"https://10.1.2.3/", false, "address", "fail", model.CauseSettings, "private address 10.1.2.3"},
		{"https://[::1]/", false, "address", "fail", model.CauseSettings, "private address ::1"},
		{"https://[::ffff:169.254.169.254]/", false, "address", "fail", model.CauseSettings, "private address"},
		{"https://inside.example.com/", false, "dns", "fail", model.CauseAddress, "private address 192.168.1.1"},
		{"https://mixed.example.com/", false, "dns", "fail", model.CauseAddress, "private address 127.0.0.1"},
		{"https://mapped.example.com/", false, "dns", "fail", model.CauseAddress, "private address 10.0.0.1"},
		{"https://inside.example.com/", true, "dns", "pass", "", "inside.example.com leads to 192.168.1.1"},
		{"https://bücher.example.com/", false, "address", "warn", model.CauseAddress, "xn--bcher-kva.example.com"},
		{"https://psi\u202eexample.com/", false, "address", "fail", model.CauseSettings, "not a valid host name"},
		{"https://" + strings.Repeat("a.", 200) + "com/", false, "address", "fail", model.CauseSettings, "not a valid host name"},
		{"https://psi_x.example.com/", false, "address", "pass", "", "https://psi_x.example.com"},
	} {
		yaml := psiAt(c.address)
		if !c.allow {
			yaml = strings.ReplaceAll(yaml, "allow_private_addresses: true", "allow_private_addresses: false")
		}
		got, _ := lab{name: "software_secure", yaml: yaml}.with(func(v *Config) {
			v.Timeout = 100 * time.Millisecond
			v.Resolver = nameTable{
				"inside.example.com": "192.168.1.1", "mapped.example.com": "::ffff:10.0.0.1",
				"mixed.example.com": []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("127.0.0.1")},
			}
		}).run(t, false)
		expect(t, got, c.check, model.CheckState(c.state), c.cause)
		if seen := got[c.check].Seen.String(); !strings.Contains(seen, c.says) || strings.Contains(seen, "fake-marker") {
			t.Errorf("%s: %s", c.address, seen)
		}
	}
}

// A REST service's address is the beginning of others.
func TestBaseURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]model.CheckState{
		"https://p.example.com": model.CheckPass, "https://p.example.com/": model.CheckWarn, "https://p.example.com/?a=b": model.CheckFail, "https://p.example.com?": model.CheckFail,
	} {
		got, _ := restLab(address).with(func(v *Config) { v.Resolver = nameTable{} }).run(t, false)
		if got["address"].State != want {
			t.Errorf("%s: %+v", address, got["address"])
		}
	}
}

// The first address that answers is taken, however many do not.
func TestSecondAddress(t *testing.T) {
	t.Parallel()
	s := serve(t, asks)
	got, _ := psiLab("http://psi.example.com:"+port(t, s.URL)).with(func(v *Config) {
		v.Resolver = nameTable{"psi.example.com": []netip.Addr{netip.MustParseAddr("127.0.0.77"), netip.MustParseAddr("127.0.0.1")}}
	}).run(t, false)
	expect(t, got, "tcp", model.CheckPass, "")
	expect(t, got, "http", model.CheckPass, "")
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status   int
		header   http.Header
		kind     string
		body     string
		state    model.CheckState
		cause    model.CheckCause
		restOnly bool
	}{
		"asks":             {401, nil, "application/json", "{}", model.CheckPass, "", false},
		"denies":           {403, nil, "application/json", "{}", model.CheckPass, "", false},
		"takes only posts": {405, nil, "text/plain", "no", model.CheckPass, "", false},
		"filter":           {403, nil, "text/html", "<p>blocked", model.CheckFail, model.CauseBlocked, false},
		"proxy":            {407, nil, "text/html", "<p>sign in", model.CheckFail, model.CauseBlocked, false},
		"limits":           {429, nil, "application/json", "{}", model.CheckFail, model.CauseBlocked, false},
		"not there":        {404, nil, "text/plain", "no", model.CheckFail, model.CauseAddress, false},
		"broken":           {500, nil, "text/html", "<p>oops", model.CheckFail, model.CauseDown, false},
		"cloudflare":       {522, http.Header{"Server": {"cloudflare"}}, "text/html", "<p>", model.CheckFail, model.CauseDown, false},
		"portal":           {200, nil, "text/html", "<!doctype html><p>Welcome to the hotel", model.CheckFail, model.CauseBlocked, false},
		"portal redirects": {302, http.Header{"Location": {"http://portal.example.com/?from=x"}}, "", "", model.CheckFail, model.CauseAddress, false},
		"same host":        {302, http.Header{"Location": {"/login"}}, "", "", model.CheckWarn, model.CauseAddress, true},
		"leads nowhere":    {302, nil, "", "", model.CheckFail, model.CauseAddress, false},
		"hostile location": {302, http.Header{"Location": {"http://\x7f"}}, "", "", model.CheckFail, model.CauseAnswer, false},
		"anybody":          {200, nil, "application/json", `{"rules": {}}`, model.CheckWarn, model.CauseAnswer, true},
		"truncated":        {200, nil, "application/json", `{"rules": {`, model.CheckFail, model.CauseAnswer, false},
		"10 MB":            {200, nil, "application/json", `{"x": "` + strings.Repeat("x", 10<<20) + `"}`, model.CheckFail, model.CauseAnswer, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "" || strings.Contains(r.URL.String(), "fake") {
					t.Error("credentials came along")
				}
				for k, v := range c.header {
					w.Header()[k] = v
				}
				write(w, c.status, c.kind, c.body)
			})
			labs := []lab{restLab(s.URL)}
			if !c.restOnly {
				labs = append(labs, psiLab(s.URL))
			}
			for _, l := range labs {
				got := l.upTo(t, "http")
				expect(t, got, "http", c.state, c.cause)
			}
		})
	}
}

// An address that is only written to may deny that it is there to be read.
func TestHTTPPostOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			http.NotFound(w, r)
			return
		}
		if data, _ := io.ReadAll(r.Body); string(data) != "{}" || r.Header.Get("Authorization") != "" {
			t.Errorf("%q was sent", data)
		}
		asks(w, r)
	})
	got, _ := psiLab(s.URL).run(t, false)
	expect(t, got, "http", model.CheckPass, "")
}

// What is said of an answer without credentials, and what is to be done, fits
// the answer and the address.
func TestHTTPSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, answer string
		status       int
		says, remedy string
	}{
		"configuration":  {"", `{"rules": {}}`, 200, "gives its configuration to anyone", "tell the service's operator"},
		"another shape":  {"", `["this", 200]`, 200, "not a configuration of a proctoring service", "Check base_url"},
		"another object": {"", `{"detail": "hello"}`, 200, "not a configuration of a proctoring service", "Check base_url"},
		"a last slash":   {"/", "", 301, "another path of the same host", "Remove the last / from base_url"},
		"another path":   {"", "", 301, "another path of the same host", "Check the path in base_url"},
		"with /api/v1":   {"/api/v1", "{}", 404, "404", "Write base_url without /api/v1:"},
		"with /api/":     {"/api/", "{}", 404, "404", "Write base_url without /api:"},
		"not there":      {"/proctor", "{}", 404, "404", "Check base_url against"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "/elsewhere")
				write(w, c.status, "application/json", c.answer)
			})
			got := restLab(s.URL+c.path).upTo(t, "http")["http"]
			if !strings.Contains(got.Seen.String(), c.says) || !strings.Contains(got.Remedy.String(), c.remedy) || strings.Contains(got.Remedy.String(), "below") {
				t.Errorf("%s\n%s", got.Seen, got.Remedy)
			}
		})
	}
}

// Where private addresses are allowed is said with the key's place.
func TestPrivateRemedy(t *testing.T) {
	t.Parallel()
	for address, check := range map[string]string{"https://10.1.2.3": "address", "http://p.example.com": "address", "https://inside.example.com": "dns"} {
		yaml := strings.ReplaceAll(restAt(address), "allow_private_addresses: true", "allow_private_addresses: false")
		got, _ := lab{name: "proctorco", yaml: yaml}.with(func(v *Config) { v.Resolver = nameTable{"inside.example.com": "192.168.1.1"} }).run(t, false)
		if !strings.Contains(got[check].Remedy.String(), "PROCTORING_BACKENDS.proctorco.allow_private_addresses: true") {
			t.Errorf("%s: %+v", address, got[check])
		}
	}
}
