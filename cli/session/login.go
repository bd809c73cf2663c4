package session

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// LoginOptions holds the options of login.
type LoginOptions struct {
	*setup.Setup
	kit.Change
	URL      string
	ClientID string
	// SecretStdin reads the application's secret from standard input.
	SecretStdin bool
	// Username signs in with a password, which PasswordStdin reads from standard input.
	Username      string
	PasswordStdin bool
	// NoBrowser opens no browser.
	NoBrowser bool
	// open opens a browser, where there is one.
	open func(ctx context.Context, address string) error
	// CAFile has the authorities that are trusted besides the system's.
	CAFile string
}

// NewCmdLogin returns the command login.
func NewCmdLogin(s *setup.Setup, run func(context.Context, *LoginOptions) error) *cobra.Command {
	if run == nil {
		run = loginRun
	}
	o := &LoginOptions{Setup: s}
	if setup.Hereabouts().Browses() {
		o.open = setup.OpenBrowser
	}
	cmd := &cobra.Command{
		Use:   "login URL [--client-id ID] [--secret-stdin | --username NAME [--password-stdin]] [--profile NAME]",
		Short: "Sign in at an LMS or a server",
		Long: `Signs in at an LMS, or at a server of examdesk's. The URL is its address; what answers there says which of the two it is.

At an LMS you sign in with your browser, in whatever way people sign in there. Over SSH, or without a desktop, the address is printed;
paste the address at which the browser ends, or only the code in it. --client-id names the LMS's application if it is not "examdesk".
Programs sign in with --client-id ID --secret-stdin, and act as the owner of that application. People who have a password at the LMS can
use --username NAME.

At a server --client-id and its secret are those that "examdesk serve app add" showed once.

Secrets are asked for without echo, or read from standard input; they never belong on the command line. What the sign-in needs is kept
with the other secrets, and tokens are renewed by themselves. With --profile the profile's store is this LMS or server from then on.

If its certificate was issued by an authority of your organization's own, name that with --ca-file, which is kept in the profile as
ca_file. Without a profile, set the variable SSL_CERT_FILE to that file.`,
		Example: `  examdesk login https://lms.example.edu --profile term
  examdesk login https://lms.example.edu --client-id ABC --secret-stdin < secret.txt
  examdesk login https://desk.example.com --client-id ABC --profile work
  examdesk login https://desk.example.com --client-id ABC --profile work --ca-file ~/our-ca.pem`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.URL = args[0]
			if err := o.check(); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.ClientID, "client-id", "", "`ID` of the application that signs in (at an LMS "+config.DefaultClientID+", or "+config.PasswordClientID+" with --username)")
	cmd.Flags().BoolVar(&o.SecretStdin, "secret-stdin", false, "read the application's secret from standard input, without one line break at its end")
	cmd.Flags().StringVar(&o.Username, "username", "", "sign in at an LMS with a password, as the person `NAME`")
	cmd.Flags().BoolVar(&o.PasswordStdin, "password-stdin", false, "read the password from standard input, without one line break at its end")
	cmd.Flags().BoolVar(&o.NoBrowser, "no-browser", false, "open no browser, only print the address")
	cmd.Flags().StringVar(&o.CAFile, "ca-file", "", "`FILE` with the authorities (PEM) that are trusted besides the system's to sign the certificate")
	cmd.Flags().BoolVar(&o.Yes, "yes", false, "replace the store of a profile that has another")
	return cmd
}

// check refuses flags that cannot be combined, wherever one signs in.
func (o *LoginOptions) check() error {
	switch {
	case o.SecretStdin && (o.Username != "" || o.PasswordStdin):
		return kit.Usagef("--secret-stdin cannot be combined with --username and --password-stdin: an application has a secret, a person has a password")
	case o.PasswordStdin && o.Username == "":
		return kit.Usagef("--password-stdin needs --username NAME")
	case o.SecretStdin && o.ClientID == "":
		return kit.Usagef("name the application whose secret it is with --client-id ID")
	}
	return nil
}

// checkAt refuses flags that are not for the site.
func (o *LoginOptions) checkAt(s config.Site) error {
	if s.Kind == config.AtLMS {
		return nil
	}
	switch {
	case o.Username != "":
		return kit.Usagef("what answers at %s is a server of examdesk's, where nobody has a password; sign in with --client-id ID", model.Clean(s.Address))
	case o.ClientID == "":
		return kit.Usagef("name the application that signs in with --client-id ID")
	}
	return nil
}

func loginRun(ctx context.Context, o *LoginOptions) error {
	e := o.ConfigEnv()
	c, err := config.Read(ctx, o.Global.File)
	if err != nil {
		return err
	}
	site, err := o.site(ctx, c)
	if err != nil {
		return err
	}
	if err := o.mayProfile(c, site); err != nil {
		return err
	}
	o.Vault(c) // which may ask for a passphrase
	if err := e.ReadyToKeep(ctx, c); err != nil {
		return model.Wrap(err, model.CodeOf(err), "You are not signed in, since it could not be kept: %s", model.Sentence(err))
	}
	proof, err := o.proof(ctx, site)
	if err != nil {
		return err
	}
	skew, err := e.SignIn(ctx, c, site, proof)
	if err != nil {
		return err
	}
	kit.TallyOf(ctx).Note("The sign-in at %s is kept.", site.Address)
	who, err := e.WhoAmI(ctx, c, site.Target())
	if err != nil {
		return model.Wrap(err, model.CodeOf(err), "The sign-in at %s is kept, but who you are there could not be found out: %s", site.Address, model.Sentence(err))
	}
	who.Skew = skew
	if err := o.found(site, who); err != nil {
		return err
	}
	return o.writeProfile(ctx, c, site)
}

// site is where one signs in, with the authorities that are trusted there: those of the
// command or, if it names none, of the profile.
func (o *LoginOptions) site(ctx context.Context, c config.Config) (config.Site, error) {
	if o.CAFile != "" && o.Global.Profile == "" {
		return config.Site{}, kit.Usagef("--ca-file is kept in a profile, so name one with --profile NAME; without a profile set SSL_CERT_FILE instead")
	}
	trusted := c.Profiles[cmp.Or(o.Global.Profile, c.ProfileName)].CAFile
	if o.CAFile != "" {
		path, err := filepath.Abs(o.CAFile) // it means the same wherever examdesk is started
		if err != nil {
			return config.Site{}, model.Wrap(err, model.CodeInvalid, "%s is not a valid path.", o.CAFile)
		}
		trusted = path
	}
	s, err := o.ConfigEnv().SiteAt(ctx, o.URL, trusted)
	if model.CodeOf(err) == model.CodeInvalid {
		err = kit.Usage(err)
	}
	if err != nil {
		return s, err
	}
	return s, o.checkAt(s)
}

// mayProfile refuses to replace another store of the profile without --yes.
func (o *LoginOptions) mayProfile(c config.Config, s config.Site) error {
	name := o.Global.Profile
	now := c.Profiles[name].Store
	switch {
	case name == "":
		return nil
	case name != model.Clean(name) || strings.ContainsAny(name, " /\\"):
		return kit.Usagef("%q is not a valid profile name; use letters, digits, - and _", model.Clean(name))
	case now == "" || o.Yes || strings.TrimSuffix(now, "/") == s.Store():
		return nil
	}
	return model.Errorf(model.CodeConflict, "The profile %q has another store, %s; replace it with --yes.", name, model.Clean(now))
}

func (o *LoginOptions) writeProfile(ctx context.Context, c config.Config, s config.Site) error {
	name := o.Global.Profile
	if name == "" {
		_, err := fmt.Fprintf(o.Out, "Open it with --store %s, or keep it as a profile: examdesk profile add NAME --store %s.\n", model.Clean(s.Store()), model.Clean(s.Store()))
		return err
	}
	path, err := o.ConfigEnv().Path()
	if err != nil {
		return err
	}
	err = setup.ChangeConfig(ctx, path, func(f *config.File) error {
		err := f.SetProfile(name, s.Store(), "", o.Global.ReadOnly)
		if err == nil && o.CAFile != "" {
			err = f.SetAuthority(c, name, s.CAFile)
		}
		return err
	})
	if err != nil {
		return model.Wrap(err, model.CodeOf(err), "You are signed in, but the profile could not be written: %s", model.Sentence(err))
	}
	_, err = fmt.Fprintf(o.Out, "The profile %s is written; open it with --profile %s.\n", name, name)
	return err
}
