package profile

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// RmOptions holds the options of profile rm.
type RmOptions struct {
	*setup.Setup
	kit.Change
	Name string
}

// NewCmdRm returns the command profile rm.
func NewCmdRm(s *setup.Setup, run func(context.Context, *RmOptions) error) *cobra.Command {
	if run == nil {
		run = rmRun
	}
	o := &RmOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "rm NAME",
		Short:   "Remove a profile from the configuration; its store stays",
		Example: "  examdesk profile rm term",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	return cmd
}

func rmRun(ctx context.Context, o *RmOptions) error {
	return edit(ctx, o.Setup, func(f *config.File, now config.Config) (string, error) {
		if _, has := now.Profiles[o.Name]; !has {
			return "", now.NoProfile(o.Name)
		}
		name := strconv.Quote(model.Clean(o.Name))
		if gone, _ := now.Of(o.Name); len(gone.ServiceNames()) > 0 {
			name += " with its proctoring services (" + model.Clean(strings.Join(gone.ServiceNames(), ", ")) + ")"
		}
		if o.DryRun {
			return "Would remove the profile " + name + ".", errDryRun
		}
		if err := kit.Confirm(o.Factory, "Remove the profile "+name+"?", o.Yes); err != nil {
			return "", err
		}
		f.RemoveIn("profiles", o.Name)
		if now.DefaultName() == o.Name { // settings at the top of the file are its own
			f.DropTop()
			f.Remove("default_profile")
		}
		return "The profile " + name + " is removed.", nil
	})
}
