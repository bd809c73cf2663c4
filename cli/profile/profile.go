package profile

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command profile. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("profile", "Manage profiles: which store, and who decides",
		NewCmdList(s, nil), NewCmdUse(s, nil), NewCmdAdd(s, nil), NewCmdRm(s, nil))
}
