package store

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command store. What a command is given to run in place of its own
// work is for tests; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("store", "Check, prepare and make state stores", NewCmdCreate(s, nil), NewCmdCheck(s, nil), NewCmdMigrate(s.Factory, nil), NewCmdSeed(s, nil))
}
