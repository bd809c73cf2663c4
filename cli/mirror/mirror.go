package mirror

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// NewCmd returns the command mirror.
func NewCmd(s *setup.Setup) *cobra.Command {
	return kit.Group("mirror", "Look after the copy that is kept of an LMS", NewCmdStatus(s, nil), NewCmdSync(s, nil), NewCmdDrop(s, nil))
}
