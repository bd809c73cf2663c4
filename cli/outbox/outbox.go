package outbox

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command outbox. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("outbox", "List, deliver and retry messages to the platform", NewCmdList(s.Factory, nil), NewCmdDeliver(s, nil), NewCmdRetry(s, nil))
}
