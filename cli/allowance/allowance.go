package allowance

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command allowance. What a command is given to run in place of its
// own work is for tests; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("allowance", "Grant learners more time or exceptions, and take that back",
		NewCmdList(f, nil), NewCmdAdd(f, nil), NewCmdRemove(f, nil), NewCmdImport(f, nil), NewCmdUndo(f, nil), NewCmdHistory(f, nil))
}
