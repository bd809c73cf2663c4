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

// RmOptions holds the options of keys rm.
type RmOptions struct {
	*setup.Setup
	kit.Change
	Name string
}

// NewCmdRm returns the command keys rm.
func NewCmdRm(s *setup.Setup, run func(context.Context, *RmOptions) error) *cobra.Command {
	if run == nil {
		run = rmRun
	}
	o := &RmOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "rm NAME|BACKEND/KEY",
		Short:   "Remove a secret; references to it in the configuration stay",
		Example: "  examdesk keys rm software_secure/video_review_aes_key",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	quietFlags(cmd)
	return cmd
}

func rmRun(ctx context.Context, o *RmOptions) error {
	return onKey(ctx, o.Setup, o.Name, func(c config.Config, v *keys.Vault, t secrets.Target) error { return rm(ctx, o, c, v, t) })
}

func rm(ctx context.Context, o *RmOptions, c config.Config, v *keys.Vault, t secrets.Target) error {
	if err := t.Mine(c); err != nil {
		return err
	}
	choice, err := v.Choose(ctx)
	sayChoice(o.Setup, choice)
	if err != nil {
		return err
	}
	p := printer.NewPage(o.Factory)
	for _, user := range c.UsersOf(t.Name) {
		p.Line("%s refers to it and will be without a secret.", user)
	}
	if o.DryRun {
		p.Line("Would remove %s from %s.", keys.FullName(t.Name), choice.Kind)
		return p.Flush()
	}
	if err := errors.Join(mayChangeKeys(o.Setup), p.Flush()); err != nil {
		return err
	}
	if err := kit.Confirm(o.Factory, "Remove "+keys.FullName(t.Name)+" from "+choice.Kind.String()+"? It cannot be restored.", o.Yes); err != nil {
		return err
	}
	if err := v.Remove(ctx, t.Name); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "Removed %s from %s.\n", keys.FullName(t.Name), choice.Kind)
	return err
}
