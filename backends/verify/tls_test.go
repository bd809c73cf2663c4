package verify

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"examdesk/model"
)

// Servers with which no connection can be made are named as what they are,
// whatever version of TLS the refusal comes in.
func TestServersThatRefuse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config *tls.Config
		cause  model.CheckCause
		says   string
	}{
		"TLS 1.1 only":             {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, model.CauseAnswer, "before 1.2"},
		"TLS 1.0 only":             {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, model.CauseAnswer, "before 1.2"},
		"client certificate":       {&tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}, model.CauseBlocked, "client certificate"},
		"client certificate, 1.2":  {&tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}, model.CauseBlocked, "client certificate"},
		"certificate of authority": {&tls.Config{ClientAuth: tls.RequireAndVerifyClientCert}, model.CauseBlocked, "client certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(http.HandlerFunc(asks))
			s.TLS, s.Config.ErrorLog = c.config.Clone(), quiet()
			s.StartTLS()
			t.Cleanup(s.Close)
			pool := x509.NewCertPool()
			pool.AddCert(s.Certificate())
			l := psiLab(s.URL + "/register")
			for _, l := range []lab{l, restLab(s.URL)} {
				got, list := l.with(func(v *Config) { v.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12} }).run(t, false)
				found := false
				for _, check := range list {
					if check.State == model.CheckFail {
						found = found || check.Cause == c.cause && strings.Contains(check.Seen.String(), c.says) && check.Remedy.String() != ""
						if check.Cause == model.CauseDown {
							t.Errorf("%s is said to be down: %s", check.Name, check.Seen)
						}
					}
				}
				if !found {
					t.Errorf("%s: %+v %+v", l.name, got["tls"], got["http"])
				}
			}
		})
	}
}
