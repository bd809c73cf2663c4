package profile

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command profile. What a command is given to run in place of its
// own work is for tests; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("profile", "The profiles of the configuration: which store, and who decides",
		NewCmdList(s, nil), NewCmdUse(s, nil), NewCmdAdd(s, nil), NewCmdRm(s, nil))
}
