package keys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/software_secure/psi"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// SetOptions holds the options of keys set.
type SetOptions struct {
	*setup.Setup
	kit.Change
	Name string
	in   secretInput
	// NoConfig leaves the configuration unchanged.
	NoConfig bool
}

// NewCmdSet returns the command keys set.
func NewCmdSet(s *setup.Setup, run func(context.Context, *SetOptions) error) *cobra.Command {
	if run == nil {
		run = setRun
	}
	o := &SetOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "set NAME|BACKEND/KEY [--stdin|--from-file PATH]",
		Short: "Save a secret, and make the configuration refer to it",
		Long: `Saves a secret and reads it back. The command asks for it without echo, or reads it from standard input or a file; a secret
never belongs on the command line. BACKEND/KEY is a secret setting of a proctoring service: from then on the configuration
refers to the secret, even if it contained the secret itself or referred to another place. The same goes for
PROCTORING_USER_OBFUSCATION_KEY, and for JWT_SECRET_KEY, with which the server signs tokens.`,
		Example: "  examdesk keys set software_secure/secret_key\n  examdesk keys set platform_webhook --stdin --yes < secret.txt",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.in.check(); err != nil {
				return err
			}
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.in.flags(cmd)
	cmd.Flags().BoolVar(&o.NoConfig, "no-config", false, "do not write the reference into the configuration")
	return cmd
}

func setRun(ctx context.Context, o *SetOptions) error {
	return onKey(ctx, o.Setup, o.Name, func(c config.Config, v *keys.Vault, t secrets.Target) error {
		t, err := t.Owned(c)
		if err != nil {
			return err
		}
		s := keySetting{a: o.Setup, c: c, v: v, t: t, writes: !o.NoConfig && t.Place() != "" && !slices.Contains(c.UsersOf(t.Name), t.Place())}
		if s.writes && secrets.Present(c, t) == "" && len(c.UsersOf(t.Name)) > 0 {
			s.writes = false
		}
		if s.path, err = o.ConfigEnv().Path(); err != nil {
			return err
		}
		return s.run(ctx, o.Change, o.in)
	})
}

// keySetting is one secret being saved.
type keySetting struct {
	a *setup.Setup
	c config.Config
	v *keys.Vault
	t secrets.Target
	// writes reports whether the configuration, which is at path, gets the reference.
	writes bool
	path   string
}

func (s keySetting) run(ctx context.Context, ch kit.Change, in secretInput) error {
	choose := s.v.ChooseToStore
	if ch.DryRun {
		choose = s.v.Choose
	}
	choice, err := choose(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	sayChoice(s.a, choice)
	if err != nil && (!ch.DryRun || choice.Kind != keys.KindAuto) {
		return err
	}
	if err := s.plan(ctx, choice, ch.DryRun); err != nil || ch.DryRun {
		return err
	}
	if err := mayChangeKeys(s.a); err != nil {
		return err
	}
	if err := kit.Confirm(s.a.Factory, "Store it?", ch.Yes); err != nil {
		return err
	}
	secret, err := in.read(ctx, s.a, "The secret, which is not shown:")
	if err != nil {
		return err
	}
	if err := checkSecretForm(s.t.Key, secret); err != nil {
		return err
	}
	if err := s.v.Set(ctx, s.t.Name, secret); err != nil {
		return err
	}
	kit.TallyOf(ctx).Note("%s is saved.", keys.FullName(s.t.Name))
	_, _ = fmt.Fprintf(s.a.Out, "Saved %s in %s, and read it back.\n", keys.FullName(s.t.Name), choice.Kind)
	return s.writeReference(ctx)
}

// plan describes what is about to be done.
func (s keySetting) plan(ctx context.Context, choice keys.Choice, dryRun bool) error {
	names, err := s.v.Names(ctx)
	if err != nil && !dryRun {
		return err
	}
	verb := "Saves"
	if slices.ContainsFunc(names, func(f keys.Filed) bool { return f.Name == s.t.Name && f.Place == choice.Kind }) {
		verb = "Replaces"
	}
	if dryRun {
		verb = map[string]string{"Saves": "Would save", "Replaces": "Would replace"}[verb]
	}
	p := printer.NewPage(s.a.Factory)
	if choice.Kind == keys.KindAuto {
		p.Line("%s %s once there is a place for it.", verb, keys.FullName(s.t.Name))
	} else {
		p.Line("%s %s in %s.", verb, keys.FullName(s.t.Name), choice.Kind)
	}
	users := s.c.UsersOf(s.t.Name)
	switch {
	case s.writes:
		p.Line("%s", s.change())
	case len(users) > 0:
		p.Bullet("", strings.Join(users, ", ")+" refers to it.")
	case secrets.Present(s.c, s.t) != "":
		p.Bullet("", s.t.Place()+" has another value, which is used until you write "+s.t.Reference()+" there.")
	default:
		p.Bullet("", "Nothing in the configuration refers to it; write "+s.t.Reference()+" where it is needed.")
	}
	return p.Flush()
}

// change describes what happens to the configuration. It shows the present value only
// if that is a reference.
func (s keySetting) change() string {
	switch now := secrets.Present(s.c, s.t); {
	case now == "":
		return fmt.Sprintf("The configuration %s gets %s: %s", model.Clean(s.path), s.t.Place(), s.t.Reference())
	case config.IsReference(now):
		return fmt.Sprintf("%s now refers to %s; it gets %s instead.", s.t.Place(), model.Clean(now), s.t.Reference())
	}
	return fmt.Sprintf("%s contains a secret itself; it gets %s instead, and the secret is removed from it.", s.t.Place(), s.t.Reference())
}

// checkSecretForm refuses an impossible value before it replaces one that works.
func checkSecretForm(key string, secret model.Secret) error {
	var err error
	switch key {
	case "crypto_key":
		err = psi.CheckCryptoKey(secret)
	case "video_review_aes_key":
		err = psi.CheckVideoKey(secret)
	case "secret_key":
		err = psi.CheckSecretKey(secret)
	}
	if err != nil {
		return model.Errorf(model.CodeInvalid, "This cannot be the secret: %s. Nothing was saved.", err)
	}
	return nil
}

// writeReference makes the configuration refer to the secret; everything else in it
// stays.
func (s keySetting) writeReference(ctx context.Context) error {
	if !s.writes {
		return nil
	}
	err := setup.ChangeConfig(ctx, s.path, func(f *config.File) error {
		if s.t.Backend == "" {
			return f.SetSetting(s.c, s.t.Setting, config.Scalar(s.t.Reference()))
		}
		return f.SetBackendKey(s.c, s.t.Backend, s.t.Key, config.Scalar(s.t.Reference()))
	})
	if err != nil {
		return errors.Join(model.Wrap(err, model.CodeOf(err), "The secret is saved, but the configuration could not be changed: %s", model.Sentence(err)))
	}
	_, err = fmt.Fprintf(s.a.Out, "%s now refers to it.\n", s.t.Place())
	return err
}
