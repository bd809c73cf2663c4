package attempt

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command attempt. What a command is given to run in place of its
// own work is for tests; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("attempt", "Look at exam attempts, decide and change them",
		NewCmdList(f, nil), NewCmdView(f, nil), NewCmdReview(f, nil), NewCmdResume(f, nil), NewCmdReset(f, nil),
		NewCmdDelete(f, nil), NewCmdSetStatus(f, nil))
}
