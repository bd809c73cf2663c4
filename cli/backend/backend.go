package backend

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command backend.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "backend", Short: "List and check the proctoring services, and stand in for one", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdVerify(a), NewCmdDue(a), NewCmdMock(a))
	return cmd
}
