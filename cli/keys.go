package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

func (a *app) keysCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Short: "Secrets: where they are kept, and setting, rotating and removing them", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.keysListCmd(), a.keysSetCmd(), a.keysRmCmd(), a.keysRotateCmd(), a.keysExportCmd(), a.keysImportCmd(func(ctx context.Context) (secretKeeper, string, error) { return a.importKeeper(ctx) }))
	return cmd
}

// secrets is the configuration's vault. On a terminal it may ask for the
// passphrase of the encrypted file.
func (a *app) secrets(c config.Config) *keys.Vault {
	v := c.Vault()
	if _, ok := a.tty(); ok {
		v.SetPrompt(a.askPassphrase)
	}
	return v
}

// unlockSecrets asks for the passphrase before the desk draws, if a secret of the
// configuration needs it; afterwards no one is asked. The note says what went
// wrong: the desk opens nevertheless.
func (a *app) unlockSecrets(ctx context.Context, c config.Config, t config.Target) (note string) {
	if t.Services != nil { // those of sample data have secrets of their own
		return ""
	}
	v := a.secrets(c)
	defer v.SetPrompt(nil)
	for _, u := range c.SecretUses() {
		if !strings.HasPrefix(u.Ref, "keyring:") {
			continue
		}
		if choice, err := v.Choose(ctx); err != nil || v.Quiet(choice.Kind) {
			return "" // whoever needs the secret learns of it
		}
		if _, _, err := v.Resolve(ctx, u.Ref); err != nil {
			return "Secrets cannot be read: " + model.Sentence(err)
		}
		return ""
	}
	return ""
}

// sayChoice prints which place is used and why, beside the output proper.
func (a *app) sayChoice(ch keys.Choice) {
	_, _ = fmt.Fprintf(a.Err, "Secrets are kept in %s. %s\n", ch.Kind, model.Clean(ch.Why))
	if ch.Warning != "" {
		_, _ = fmt.Fprintf(a.Err, "Warning: %s\n", model.Clean(ch.Warning))
	}
}

// mayChangeKeys refuses a change where none is wanted.
func (a *app) mayChangeKeys() error {
	if a.flags.ReadOnly {
		return model.Errorf(model.CodeReadOnly, "With --read-only nothing is changed.")
	}
	return nil
}

// onKey runs a command on the secret that its argument names.
func (a *app) onKey(ctx context.Context, args []string, f func(c config.Config, v *keys.Vault, t keyTarget) error) error {
	c, err := a.loadConfig(ctx)
	if err != nil {
		return err
	}
	t, err := targetOf(c, args[0])
	if err != nil {
		return err
	}
	return f(c, a.secrets(c), t)
}

// oneName takes one argument. Others are refused without being repeated: they
// may be a secret, which is never given in the command line.
func oneName(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return kit.Usagef("name the secret, as in software_secure/secret_key")
	case 1:
		return nil
	}
	return kit.Usage(errValueInArgs)
}

// errValueInArgs is what a secret in the command line gets.
var errValueInArgs = errors.New("give only the name: a secret in the command line is seen by others and kept by the shell; " +
	"use the prompt, --stdin or --from-file, and change the secret if that was one")

// quietFlags keeps a wrong flag from being repeated: it may be a secret.
func quietFlags(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(*cobra.Command, error) error {
		return kit.Usagef("there is a flag that is not known or has a wrong value")
	})
}

func (a *app) keysRmCmd() *cobra.Command {
	var ch kit.Change
	cmd := &cobra.Command{
		Use:     "rm NAME|BACKEND/KEY",
		Short:   "Take a secret away; references to it in the configuration stay",
		Example: "  examdesk keys rm software_secure/video_review_aes_key",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onKey(cmd.Context(), args, func(c config.Config, v *keys.Vault, t keyTarget) error { return a.keysRm(cmd.Context(), c, v, t, ch) })
		},
	}
	ch.Flags(cmd)
	quietFlags(cmd)
	return cmd
}

func (a *app) keysRm(ctx context.Context, c config.Config, v *keys.Vault, t keyTarget, ch kit.Change) error {
	if err := t.mine(c); err != nil {
		return err
	}
	choice, err := v.Choose(ctx)
	a.sayChoice(choice)
	if err != nil {
		return err
	}
	p := printer.NewPage(a.Factory)
	for _, user := range c.UsersOf(t.name) {
		p.Line("%s refers to it and will have no secret.", user)
	}
	if ch.DryRun {
		p.Line("Would remove %s from %s.", keys.FullName(t.name), choice.Kind)
		return p.Flush()
	}
	if err := errors.Join(a.mayChangeKeys(), p.Flush()); err != nil {
		return err
	}
	if err := kit.Confirm(a.Factory, "Remove "+keys.FullName(t.name)+" from "+choice.Kind.String()+"? It cannot be brought back.", ch.Yes); err != nil {
		return err
	}
	if err := v.Remove(ctx, t.name); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "Removed %s from %s.\n", keys.FullName(t.name), choice.Kind)
	return err
}
