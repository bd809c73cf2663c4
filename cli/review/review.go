package review

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command review. What a command is given to run in place of its own
// work is for tests; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("review", "Look at reviews as proctoring services deliver them",
		NewCmdList(f, nil), NewCmdHeld(f, nil), NewCmdAccept(f, nil), NewCmdDismiss(f, nil), NewCmdReceive(f, nil), NewCmdSync(f, nil))
}
