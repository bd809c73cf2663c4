package keys

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command keys. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("keys", "Manage secrets: see where they are kept, save, rotate and remove them",
		NewCmdList(s, nil), NewCmdSet(s, nil), NewCmdRm(s, nil), NewCmdRotate(s, nil), NewCmdExport(s, nil), NewCmdImport(s, nil))
}
