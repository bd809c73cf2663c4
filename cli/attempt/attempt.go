package attempt

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command attempt. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("attempt", "View, decide and change exam attempts",
		NewCmdList(f, nil), NewCmdView(f, nil), NewCmdReview(f, nil), NewCmdResume(f, nil), NewCmdReset(f, nil),
		NewCmdDelete(f, nil), NewCmdSetStatus(f, nil))
}
