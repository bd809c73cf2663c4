package session

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// LogoutOptions holds the options of logout.
type LogoutOptions struct {
	*setup.Setup
	// URL is the server; that of the profile or --store if empty.
	URL string
}

// NewCmdLogout returns the command logout.
func NewCmdLogout(s *setup.Setup, run func(context.Context, *LogoutOptions) error) *cobra.Command {
	if run == nil {
		run = logoutRun
	}
	o := &LogoutOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "logout [URL]",
		Short: "Forget a sign-in: the secret and the token",
		Long: `Removes the secret and the token of a server from where secrets are kept: of the URL or, without one, of the profile's store. The
server still knows the application; "examdesk serve app revoke" there refuses it.`,
		Example: "  examdesk logout https://desk.example.com",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.URL = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
	return cmd
}

func logoutRun(ctx context.Context, o *LogoutOptions) error {
	c, address, err := o.where(ctx)
	if err != nil {
		return err
	}
	o.Vault(c)
	had, err := config.LoginAt(c, address).Forget(ctx)
	switch {
	case err != nil:
		return err
	case !had:
		_, err = fmt.Fprintf(o.Out, "You were not signed in at %s.\n", model.Clean(address))
		return err
	}
	kit.TallyOf(ctx).Note("The sign-in at %s is removed.", address)
	_, err = fmt.Fprintf(o.Out, "Signed out of %s: the secret and the token are removed.\n", model.Clean(address))
	return err
}

// where is the server that is meant.
func (o *LogoutOptions) where(ctx context.Context) (config.Config, string, error) {
	if o.URL == "" {
		c, t, err := o.ConfigEnv().Named(ctx)
		if err == nil && t.Server == "" {
			err = kit.Usagef("the store is not at a server; name one, e.g. examdesk logout https://HOST")
		}
		return c, t.Server, err
	}
	address, err := addressOf(o.URL)
	if err != nil {
		return config.Config{}, "", err
	}
	c, err := config.Read(ctx, o.Global.File)
	return c, address, err
}
