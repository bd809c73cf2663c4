package profile

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// UseOptions holds the options of profile use.
type UseOptions struct {
	*setup.Setup
	Name string
}

// NewCmdUse returns the command profile use.
func NewCmdUse(s *setup.Setup, run func(context.Context, *UseOptions) error) *cobra.Command {
	if run == nil {
		run = useRun
	}
	o := &UseOptions{Setup: s}
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Make a profile the default",
		Example: "  examdesk profile use term",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
}

func useRun(ctx context.Context, o *UseOptions) error {
	return edit(ctx, o.Setup, func(f *config.File, c config.Config) (string, error) {
		if _, known := c.Profiles[o.Name]; !known {
			return "", c.NoProfile(o.Name)
		}
		note, err := f.UseProfile(c, o.Name)
		return "The default profile is " + model.Clean(o.Name) + "." + note, err
	})
}
