// Package verify checks before exam day whether the proctoring services that
// are configured can be worked with: settings, keys, the way there, the clock,
// and whether the service accepts the credentials. It reports what was seen and
// what to do, and tells apart a wrong secret, a wrong clock, a wrong address,
// something in between, and a service that is down. No secret is in any text.
package verify

import (
	"context"
	"crypto/tls"
	"iter"
	"net"
	"net/netip"
	"time"

	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// Resolver looks up names; [net.Resolver] is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Config is what to check and by what means.
type Config struct {
	// Names are the configured services, the default first.
	Names func() []string
	// Default is the name of the default service, empty if there is none.
	Default string
	// Settings returns a service's settings without its secrets.
	Settings func(name string) (settings.Service, error)
	// Secrets returns a service's settings with its secrets.
	Secrets func(ctx context.Context, name string) (settings.Service, error)
	// Place returns where the secret behind a reference is kept, e.g. "keyring".
	Place func(ref string) string
	Site  Site
	// Timeout bounds each check; [wire.DefaultTimeout] if 0.
	Timeout   time.Duration
	UserAgent string
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Resolver is the system's if nil.
	Resolver Resolver
	// TLS is for tests with certificates of their own.
	TLS *tls.Config
}

// Site are the platform's settings that affect its proctoring services.
type Site struct {
	// Name and HTTPS make the address at which PSI's software lets a learner
	// begin (SITE_NAME and HTTPS, which is on if it is empty).
	Name, HTTPS string
	// RootURL is LMS_ROOT_URL.
	RootURL string
	// CallbackSimulation is ALLOW_CALLBACK_SIMULATION.
	CallbackSimulation bool
	// Obfuscates reports whether PROCTORING_USER_OBFUSCATION_KEY is set.
	Obfuscates bool
	// Proxy is the name of an environment variable that asks for a proxy, empty
	// if none does.
	Proxy string
}

// Verifier implements [model.BackendVerifier].
type Verifier struct{ Config }

var _ model.BackendVerifier = (*Verifier)(nil)

// New connects to nothing.
func New(c Config) *Verifier {
	if c.Timeout <= 0 {
		c.Timeout = wire.DefaultTimeout
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Resolver == nil {
		c.Resolver = net.DefaultResolver
	}
	if c.Place == nil {
		c.Place = func(string) string { return "" }
	}
	return &Verifier{c}
}

// Backends implements [model.BackendVerifier]. It reads no secret.
func (v *Verifier) Backends(ctx context.Context) ([]model.BackendInfo, error) {
	var out []model.BackendInfo
	for _, name := range v.Names() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := v.Settings(name)
		if err != nil {
			return nil, err
		}
		out = append(out, v.info(s))
	}
	return out, nil
}

// VerifyBackend implements [model.BackendVerifier].
func (v *Verifier) VerifyBackend(ctx context.Context, name string, o model.VerifyOptions) (iter.Seq[model.Check], error) {
	s, err := v.Settings(name)
	if err != nil {
		return nil, err
	}
	return v.sequence(ctx, checksOf(s.Kind), probe{v: v, live: o.Live, facts: facts{svc: s}}), nil
}
