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
)

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
