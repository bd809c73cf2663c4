package review

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command review. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("review", "List, receive and settle reviews from proctoring services",
		NewCmdList(f, nil), NewCmdHeld(f, nil), NewCmdAccept(f, nil), NewCmdDismiss(f, nil), NewCmdReceive(f, nil), NewCmdSync(f, nil))
}
