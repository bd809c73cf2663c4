package policy

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command policy. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("policy", "View and change review policies, the instructions to reviewers",
		NewCmdView(f, nil), NewCmdSet(f, nil), NewCmdHistory(f, nil))
}
