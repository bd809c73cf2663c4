package keys

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command keys.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Short: "Secrets: where they are kept, and setting, rotating and removing them", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdSet(a), NewCmdRm(a), NewCmdRotate(a), NewCmdExport(a), NewCmdImport(a, func(ctx context.Context) (secretKeeper, string, error) { return importKeeper(ctx, a) }))
	return cmd
}
