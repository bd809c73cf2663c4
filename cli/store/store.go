package store

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command store. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("store", "Check, prepare and create state stores", NewCmdCreate(s, nil), NewCmdCheck(s, nil), NewCmdMigrate(s.Factory, nil), NewCmdSeed(s, nil))
}
