package kit

import (
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// NewCmdHelp returns the command help of a program. Cobra's own succeeds for an
// unknown topic.
func NewCmdHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [command]",
		Short:   "Help about any command",
		Long:    "Explains a command, or one of the topics listed at the end of `" + root.Name() + " --help`.",
		Example: "  examdesk help attempt list\n  examdesk help exit-codes",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, err := explained(root, args)
			if err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			cmd.InitDefaultVersionFlag()
			return cmd.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			cmd, err := explained(root, args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var out []string
			for _, sub := range explainable(cmd) {
				out = append(out, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// explained returns the command or topic that is named.
func explained(cmd *cobra.Command, names []string) (*cobra.Command, error) {
	for _, name := range names {
		sub := named(cmd, name)
		if sub == nil {
			var words []string
			for _, known := range explainable(cmd) {
				words = append(words, known.Name())
			}
			return nil, Usage(fmt.Errorf("there is no help on %q in %q%s", model.Clean(name), cmd.CommandPath(), offer(model.Nearest(name, words))))
		}
		cmd = sub
	}
	return cmd, nil
}

func named(cmd *cobra.Command, name string) *cobra.Command {
	for _, sub := range cmd.Commands() {
		if sub.Name() == name || sub.HasAlias(name) {
			return sub
		}
	}
	return nil
}

// explainable returns the commands and topics with help.
func explainable(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			out = append(out, sub)
		}
	}
	return out
}
