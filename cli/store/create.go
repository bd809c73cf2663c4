package store

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// CreateOptions are the options of store create.
type CreateOptions struct{ *setup.Setup }

// NewCmdCreate returns the command store create.
func NewCmdCreate(s *setup.Setup, run func(context.Context, *CreateOptions) error) *cobra.Command {
	if run == nil {
		run = createRun
	}
	o := &CreateOptions{s}
	return &cobra.Command{
		Use:   "create",
		Short: "Make an empty store",
		Long: `Makes an empty store: edx-proctoring's tables, and examdesk's own beside them. Nothing is in it, nobody either: add people
with examdesk user add.`,
		Example: "  examdesk store create --store sqlite:state.sqlite3",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
}

func createRun(ctx context.Context, o *CreateOptions) error {
	if o.Global.Store == "" {
		return kit.Usagef("name the new file with --store sqlite:PATH")
	}
	path, err := config.StorePath(o.Global.Store)
	if err != nil {
		return err
	}
	if err := o.ConfigEnv().MakeEmpty(ctx, path); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "An empty store is at %s. Add people with `examdesk user add`.\n", model.Clean(path))
	return nil
}
