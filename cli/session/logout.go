package session

import (
	"cmp"
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
	// URL is the LMS or server; that of the profile or --store if empty.
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
		Short: "Forget a sign-in: its secrets, and the copy of an LMS's data",
		Long: `Removes what a sign-in needs from where secrets are kept: that of the URL or, without one, of the profile's store. An LMS is told not
to accept it any more, and the copy of its data on this machine is removed. A server still knows the application; "examdesk serve app
revoke" there refuses it.`,
		Example: "  examdesk logout https://lms.example.edu",
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
	c, site, err := o.where(ctx)
	if err != nil {
		return err
	}
	o.Vault(c)
	at := model.Clean(site.Address)
	out, err := o.ConfigEnv().SignOut(ctx, c, site)
	if out.Had {
		kit.TallyOf(ctx).Note("The sign-in at %s is removed.", site.Address)
	}
	if err != nil {
		return err
	}
	said := "You were not signed in at " + at + "."
	if out.Had {
		said = "Signed out of " + at + ": the secret and the token are removed."
	}
	if out.Dropped {
		said += " The copy of its data is removed."
	}
	if out.Remains != nil {
		said += " The LMS could not be told, so it goes on to accept the former sign-in until that expires: " + model.Sentence(out.Remains)
	}
	_, err = fmt.Fprintln(o.Out, said)
	return err
}

// where is the LMS or server that is meant. Nothing there is asked: one signs out of a
// site that is gone, too.
func (o *LogoutOptions) where(ctx context.Context) (config.Config, config.Site, error) {
	e := o.ConfigEnv()
	if o.URL == "" {
		c, t, err := e.Named(ctx)
		site, is := t.Site()
		if err == nil && !is {
			err = kit.Usagef("the store is not at an LMS or a server; name one, e.g. examdesk logout https://HOST")
		}
		return c, site, err
	}
	site := config.Site{Kind: config.AtServer}
	var is bool
	if site.Address, is = config.ServerURL(o.URL); !is {
		site.Kind = config.AtLMS
		if site.Address, is = config.LMSURL(o.URL); !is {
			return config.Config{}, site, kit.Usagef("%q is not the address of an LMS or a server; write https://HOST", model.Clean(o.URL))
		}
	}
	if err := e.CheckSite(site); err != nil {
		return config.Config{}, site, kit.Usage(err)
	}
	c, err := config.Read(ctx, o.Global.File)
	site.CAFile = c.Profiles[cmp.Or(o.Global.Profile, c.ProfileName)].CAFile
	return c, site, err
}
