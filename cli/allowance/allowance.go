package allowance

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command allowance. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("allowance", "Grant learners more time or exceptions, or undo that",
		NewCmdList(f, nil), NewCmdAdd(f, nil), NewCmdRemove(f, nil), NewCmdImport(f, nil), NewCmdUndo(f, nil), NewCmdHistory(f, nil))
}
