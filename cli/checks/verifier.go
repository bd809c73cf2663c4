package checks

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"examdesk/backends/settings"
	"examdesk/backends/verify"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// Verifier checks the services of a configuration. Secrets are read again each
// time that one is checked.
func Verifier(a *setup.Setup, c config.Config) (*verify.Verifier, error) {
	return VerifierOf(a, c, c.Vault().Resolve, c.SecretPlaces())
}

// VerifierOf checks services whose secrets a function finds; place names where
// that is by the reference.
func VerifierOf(a *setup.Setup, c config.Config, resolve settings.Resolve, place func(ref string) string) (*verify.Verifier, error) {
	if _, err := c.Offered(); err != nil {
		return nil, err
	}
	return verify.New(verify.Config{
		Names: c.ServiceNames, Default: c.DefaultService(), Settings: c.Service,
		Secrets: func(ctx context.Context, name string) (settings.Service, error) {
			s, err := c.Service(name)
			if err == nil {
				s.Resolve(ctx, resolve)
			}
			return s, err
		},
		Place: place, UserAgent: "examdesk/" + a.Version, Clock: a.Clock,
		Site: verify.Site{
			Name: cmp.Or(c.SiteName, c.Settings.SiteName), HTTPS: c.HTTPS, RootURL: c.LMSRootURL, CallbackSimulation: c.Settings.AllowCallbackSimulation,
			Obfuscates: c.ObfuscationKey != "", Proxy: proxyAsked(os.Getenv),
		},
	}), nil
}

// proxyAsked is the environment's variable that asks for a proxy, if one does.
func proxyAsked(env func(string) string) string {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		if env(name) != "" {
			return name
		}
	}
	return ""
}

// DefaultGone says what a DEFAULT that names no service leads to.
func DefaultGone(name string) string {
	if name == "" {
		return "PROCTORING_BACKENDS has no DEFAULT: new exams have no service."
	}
	return fmt.Sprintf("DEFAULT names %q, which is not among the services: new exams have no service.", model.Clean(name))
}
