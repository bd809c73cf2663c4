package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/verify"
	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
)

func (a *app) backendCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "backend", Short: "List and check the proctoring services, and stand in for one", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.backendListCmd(), a.backendVerifyCmd(), a.backendDueCmd(), a.backendMockCmd())
	return cmd
}

// verifier checks the services of a configuration. Secrets are read again each
// time that one is checked.
func (a *app) verifier(c config.Config) (*verify.Verifier, error) {
	return a.verifierOf(c, c.Vault().Resolve, c.SecretPlaces())
}

// verifierOf checks services whose secrets a function finds; place names where
// that is by the reference.
func (a *app) verifierOf(c config.Config, resolve settings.Resolve, place func(ref string) string) (*verify.Verifier, error) {
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

// defaultGone says what a DEFAULT that names no service leads to.
func defaultGone(name string) string {
	if name == "" {
		return "PROCTORING_BACKENDS has no DEFAULT: new exams have no service."
	}
	return fmt.Sprintf("DEFAULT names %q, which is not among the services: new exams have no service.", model.Clean(name))
}
