package keys

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// NewCmd returns the command keys.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Short: "Secrets: where they are kept, and setting, rotating and removing them", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdSet(a), NewCmdRm(a), NewCmdRotate(a), NewCmdExport(a), NewCmdImport(a, func(ctx context.Context) (secretKeeper, string, error) { return importKeeper(ctx, a) }))
	return cmd
}

// sayChoice prints which place is used and why, beside the output proper.
func sayChoice(a *setup.Setup, ch keys.Choice) {
	_, _ = fmt.Fprintf(a.Err, "Secrets are kept in %s. %s\n", ch.Kind, model.Clean(ch.Why))
	if ch.Warning != "" {
		_, _ = fmt.Fprintf(a.Err, "Warning: %s\n", model.Clean(ch.Warning))
	}
}

// mayChangeKeys refuses a change where none is wanted.
func mayChangeKeys(a *setup.Setup) error {
	if a.Flags.ReadOnly {
		return model.Errorf(model.CodeReadOnly, "With --read-only nothing is changed.")
	}
	return nil
}

// onKey runs a command on the secret that its argument names.
func onKey(ctx context.Context, a *setup.Setup, args []string, f func(c config.Config, v *keys.Vault, t secrets.Target) error) error {
	c, err := a.Config(ctx)
	if err != nil {
		return err
	}
	t, err := secrets.TargetOf(c, args[0])
	if err != nil {
		return err
	}
	return f(c, a.Vault(c), t)
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
	return kit.Usage(secrets.ErrValueInArgs)
}

// quietFlags keeps a wrong flag from being repeated: it may be a secret.
func quietFlags(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(*cobra.Command, error) error {
		return kit.Usagef("there is a flag that is not known or has a wrong value")
	})
}

// NewCmdRm returns the command keys rm.
func NewCmdRm(a *setup.Setup) *cobra.Command {
	var ch kit.Change
	cmd := &cobra.Command{
		Use:     "rm NAME|BACKEND/KEY",
		Short:   "Take a secret away; references to it in the configuration stay",
		Example: "  examdesk keys rm software_secure/video_review_aes_key",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return onKey(cmd.Context(), a, args, func(c config.Config, v *keys.Vault, t secrets.Target) error {
				return keysRm(cmd.Context(), a, c, v, t, ch)
			})
		},
	}
	ch.Flags(cmd)
	quietFlags(cmd)
	return cmd
}

func keysRm(ctx context.Context, a *setup.Setup, c config.Config, v *keys.Vault, t secrets.Target, ch kit.Change) error {
	if err := t.Mine(c); err != nil {
		return err
	}
	choice, err := v.Choose(ctx)
	sayChoice(a, choice)
	if err != nil {
		return err
	}
	p := printer.NewPage(a.Factory)
	for _, user := range c.UsersOf(t.Name) {
		p.Line("%s refers to it and will have no secret.", user)
	}
	if ch.DryRun {
		p.Line("Would remove %s from %s.", keys.FullName(t.Name), choice.Kind)
		return p.Flush()
	}
	if err := errors.Join(mayChangeKeys(a), p.Flush()); err != nil {
		return err
	}
	if err := kit.Confirm(a.Factory, "Remove "+keys.FullName(t.Name)+" from "+choice.Kind.String()+"? It cannot be brought back.", ch.Yes); err != nil {
		return err
	}
	if err := v.Remove(ctx, t.Name); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "Removed %s from %s.\n", keys.FullName(t.Name), choice.Kind)
	return err
}
