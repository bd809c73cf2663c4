package kit

import "github.com/spf13/cobra"

// Group returns the command of a noun: it has commands and does nothing itself.
func Group(noun, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: noun, Short: short, Args: UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}
