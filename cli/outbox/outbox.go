package outbox

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command outbox. What a command is given to run in place of its
// own work is for tests; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("outbox", "See and deliver what the platform is told", NewCmdList(s.Factory, nil), NewCmdDeliver(s, nil), NewCmdRetry(s, nil))
}
