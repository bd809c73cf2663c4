package session

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
	"examdesk/text"
)

// LoginOptions holds the options of login.
type LoginOptions struct {
	*setup.Setup
	kit.Change
	URL      string
	ClientID string
	// SecretStdin reads the secret from standard input.
	SecretStdin bool
	// CAFile has the authorities that are trusted besides the system's.
	CAFile string
}

// NewCmdLogin returns the command login.
func NewCmdLogin(s *setup.Setup, run func(context.Context, *LoginOptions) error) *cobra.Command {
	if run == nil {
		run = loginRun
	}
	o := &LoginOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "login URL --client-id ID [--secret-stdin] [--profile NAME]",
		Short: "Sign in at a server",
		Long: `Signs in at a server of examdesk's with a client id and its secret, as "examdesk serve app add" shows them once. The secret is
asked for without echo, or read from standard input; it never belongs on the command line. It is kept with the other secrets, and so
is the token, which is renewed by itself. With --profile the profile's store is the server from then on.

A server whose certificate was issued by an authority of your organization's own needs --ca-file, which is kept in the profile as
ca_file. Without a profile, set the variable SSL_CERT_FILE to that file.`,
		Example: "  examdesk login https://desk.example.com --client-id ABC --profile work\n  examdesk login https://desk.example.com --client-id ABC --secret-stdin < secret.txt\n  examdesk login https://desk.example.com --client-id ABC --profile work --ca-file ~/our-ca.pem",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.URL = args[0]; o.ClientID == "" {
				return kit.Usagef("name the application that signs in with --client-id ID")
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.ClientID, "client-id", "", "`ID` of the application that signs in")
	cmd.Flags().BoolVar(&o.SecretStdin, "secret-stdin", false, "read the secret from standard input, without one line break at its end")
	cmd.Flags().StringVar(&o.CAFile, "ca-file", "", "`FILE` with the authorities (PEM) that are trusted besides the system's to sign the server's certificate")
	cmd.Flags().BoolVar(&o.Yes, "yes", false, "replace the store of a profile that has another")
	return cmd
}

// addressOf is a server's address, however it is written.
func addressOf(url string) (string, error) {
	if address, is := config.ServerURL(url); is {
		return address, nil
	}
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return "", kit.Usagef("%q is not the address of a server; write https://HOST", model.Clean(url))
	}
	return strings.TrimSuffix(url, "/"), nil
}

func loginRun(ctx context.Context, o *LoginOptions) error {
	address, err := addressOf(o.URL)
	if err != nil {
		return err
	}
	e := o.ConfigEnv()
	if err := e.CheckServer(address); err != nil {
		return kit.Usage(err)
	}
	c, err := config.Read(ctx, o.Global.File)
	if err != nil {
		return err
	}
	if err := o.mayProfile(c, address); err != nil {
		return err
	}
	at, err := o.target(c, address)
	if err != nil {
		return err
	}
	secret, err := o.secret(ctx)
	if err != nil {
		return err
	}
	o.Vault(c) // which may ask for a passphrase
	if err := e.SignIn(ctx, c, at, o.ClientID, secret); err != nil {
		return err
	}
	kit.TallyOf(ctx).Note("The sign-in at %s is kept.", address)
	who, err := e.WhoAmI(ctx, c, at)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "Signed in at %s as %s. The secret and the token are kept in the %s.\n", model.Clean(address), who.Username, who.SecretPlace)
	return o.writeProfile(ctx, c, at)
}

// target is the server, with the authorities that are trusted there: those of the command
// or, if it names none, of the profile.
func (o *LoginOptions) target(c config.Config, address string) (config.Target, error) {
	at := config.Target{Server: address, CAFile: c.Profiles[cmp.Or(o.Global.Profile, c.ProfileName)].CAFile}
	if o.CAFile == "" {
		return at, nil
	}
	path, err := filepath.Abs(o.CAFile) // it means the same wherever examdesk is started
	if err != nil {
		return at, model.Wrap(err, model.CodeInvalid, "%s is not a valid path.", o.CAFile)
	}
	at.CAFile = path
	return at, nil
}

// mayProfile refuses to replace another store of the profile without --yes.
func (o *LoginOptions) mayProfile(c config.Config, address string) error {
	name := o.Global.Profile
	now := c.Profiles[name].Store
	is, served := config.ServerURL(now)
	switch {
	case name == "" && o.CAFile != "":
		return kit.Usagef("--ca-file is kept in a profile, so name one with --profile NAME; without a profile set SSL_CERT_FILE instead")
	case name == "":
		return nil
	case name != model.Clean(name) || strings.ContainsAny(name, " /\\"):
		return kit.Usagef("%q is not a valid profile name; use letters, digits, - and _", model.Clean(name))
	case now == "" || o.Yes || served && is == address:
		return nil
	}
	return model.Errorf(model.CodeConflict, "The profile %q has another store, %s; replace it with --yes.", name, model.Clean(now))
}

func (o *LoginOptions) writeProfile(ctx context.Context, c config.Config, at config.Target) error {
	name, address := o.Global.Profile, at.Server
	if name == "" {
		_, err := fmt.Fprintf(o.Out, "Open it with --store examdesk+%s, or keep it as a profile: examdesk profile add NAME --store examdesk+%s.\n", model.Clean(address), model.Clean(address))
		return err
	}
	path, err := o.ConfigEnv().Path()
	if err != nil {
		return err
	}
	err = setup.ChangeConfig(ctx, path, func(f *config.File) error {
		err := f.SetProfile(name, "examdesk+"+address, "", o.Global.ReadOnly)
		if err == nil && o.CAFile != "" {
			err = f.SetAuthority(c, name, at.CAFile)
		}
		return err
	})
	if err != nil {
		return model.Wrap(err, model.CodeOf(err), "You are signed in, but the profile could not be written: %s", model.Sentence(err))
	}
	_, err = fmt.Fprintf(o.Out, "The profile %s is written; open it with --profile %s.\n", name, name)
	return err
}

// maxSecret is the longest secret, in bytes.
const maxSecret = 4 << 10

// secret reads the secret from a person, or from standard input.
func (o *LoginOptions) secret(ctx context.Context) (model.Secret, error) {
	if !o.SecretStdin {
		if _, typed := o.TTY(); !typed {
			return model.Secret{}, kit.Usagef("there is no terminal to ask for the secret; give it on standard input with --secret-stdin")
		}
		return notEmpty(o.AskHidden(ctx, "The secret, which is not shown:"))
	}
	data, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return io.ReadAll(io.LimitReader(o.In, maxSecret+1)) })
	switch {
	case err != nil:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The secret cannot be read.")
	case len(data) > maxSecret:
		return model.Secret{}, kit.Usagef("the secret is longer than %d kB; check the input", maxSecret>>10)
	}
	secret, err := text.Decode(data)
	if err != nil {
		return model.Secret{}, text.RefusedSecret(err, "The secret", text.SaveAsUTF8)
	}
	return notEmpty(model.NewSecret(strings.TrimSuffix(strings.TrimSuffix(secret, "\n"), "\r")), nil)
}

func notEmpty(secret model.Secret, err error) (model.Secret, error) {
	if err == nil && secret.IsZero() {
		err = kit.Usagef("the secret is empty")
	}
	return secret, err
}
