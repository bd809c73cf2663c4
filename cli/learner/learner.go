package learner

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command learner.
func NewCmd(f *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "learner", Short: "Look learners up", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdFind(f, nil), NewCmdView(f, nil))
	return cmd
}
