package backend

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command backend. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("backend", "List and check proctoring services, and run a mock one",
		NewCmdList(s, nil), NewCmdVerify(s, nil), NewCmdDue(s, nil), NewCmdMock(s, nil))
}
