package cli

import (
	"context"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/verify"
	"examdesk/cli/kit"
)

func (a *app) backendCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "backend", Short: "List and check the proctoring services, and stand in for one", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.backendListCmd(), a.backendVerifyCmd(), a.backendDueCmd(), a.backendMockCmd())
	return cmd
}

// verifier checks the services of a configuration. Secrets are read anew each
// time that one is checked.
func (a *app) verifier(c Config) (*verify.Verifier, error) {
	return a.verifierOf(c, c.secretVault().Resolve, c.secretPlaces())
}

// verifierOf checks services whose secrets a function finds; place names where
// that is by the reference.
func (a *app) verifierOf(c Config, resolve settings.Resolve, place func(ref string) string) (*verify.Verifier, error) {
	if _, err := c.backends(); err != nil {
		return nil, err
	}
	return verify.New(verify.Config{
		Names: c.serviceNames, Default: c.defaultService(), Settings: c.service,
		Secrets: func(ctx context.Context, name string) (settings.Service, error) {
			s, err := c.service(name)
			if err == nil {
				s.Resolve(ctx, resolve)
			}
			return s, err
		},
		Place: place, UserAgent: "examdesk/" + a.Version, Clock: a.Clock,
		Site: verify.Site{
			Name: firstOf(c.SiteName, c.Settings.SiteName), HTTPS: c.HTTPS, RootURL: c.LMSRootURL, CallbackSimulation: c.Settings.AllowCallbackSimulation,
			Obfuscates: c.ObfuscationKey != "", Proxy: proxyAsked(os.Getenv),
		},
	}), nil
}

// secretPlaces says where a secret is kept by the reference to it. Where the
// vault keeps those of the kind keyring: is found out once, when it is first asked.
func (c Config) secretPlaces() func(ref string) string {
	vault := sync.OnceValue(func() string {
		ctx, stop := context.WithTimeout(context.Background(), secretPatience)
		defer stop()
		choice, err := c.secretVault().Choose(ctx)
		if err != nil {
			return "no place that can be read"
		}
		return choice.Kind.Word()
	})
	return func(ref string) string {
		kind, _, _ := strings.Cut(ref, ":")
		switch {
		case !isReference(ref):
			return "configuration"
		case kind == "keyring":
			return vault()
		}
		return kind
	}
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
