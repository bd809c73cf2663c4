package learner

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command learner.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("learner", "Find, view and retire learners", NewCmdFind(f, nil), NewCmdView(f, nil), NewCmdRetire(f, nil))
}
