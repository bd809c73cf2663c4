package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/verify"
)

func (a *app) backendCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "backend", Short: "List and check the proctoring services, and stand in for one", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.backendListCmd(), a.backendVerifyCmd(), a.backendMockCmd())
	return cmd
}

// verifier checks the services of a configuration. Secrets are read anew each
// time that one is checked.
func (a *app) verifier(c Config) (*verify.Verifier, error) {
	if _, err := c.backends(); err != nil {
		return nil, err
	}
	return verify.New(verify.Config{
		Names: c.serviceNames, Default: c.defaultService(), Settings: c.service,
		Secrets: func(ctx context.Context, name string) (settings.Service, error) {
			return c.serviceWithSecrets(ctx, name)
		},
		Place: secretPlace, UserAgent: "examdesk/" + a.Version, Clock: a.Clock,
		Site: verify.Site{
			Name: c.SiteName, HTTPS: c.HTTPS, RootURL: c.LMSRootURL, CallbackSimulation: c.Settings.AllowCallbackSimulation,
			Obfuscates: c.ObfuscationKey != "", Proxy: proxyAsked(os.Getenv),
		},
	}), nil
}

// secretPlace says where a secret is kept by the reference to it.
func secretPlace(ref string) string {
	if !isReference(ref) {
		return "configuration"
	}
	kind, _, _ := strings.Cut(ref, ":")
	return kind
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
