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

// Verifier returns what checks the services of a configuration. Secrets are read
// again for each check.
func Verifier(a *setup.Setup, c config.Config) (*verify.Verifier, error) {
	return VerifierOf(a, c, c.Vault().Resolve, c.SecretPlaces())
}

// VerifierOf returns what checks services whose secrets resolve finds; place names
// where a reference leads.
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

// proxyAsked returns the environment variable that asks for a proxy, if there is one.
func proxyAsked(env func(string) string) string {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		if env(name) != "" {
			return name
		}
	}
	return ""
}

// DefaultGone describes the consequence of a DEFAULT that names no service.
func DefaultGone(name string) string {
	if name == "" {
		return "PROCTORING_BACKENDS has no DEFAULT: new exams have no service."
	}
	return fmt.Sprintf("DEFAULT names %q, which is not among the services: new exams have no service.", model.Clean(name))
}
