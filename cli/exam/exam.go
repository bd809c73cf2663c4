package exam

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command exam. What a command is given to run in place of its own
// work is for tests; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("exam", "Look at exams and change them", NewCmdList(f, nil), NewCmdView(f, nil), NewCmdSet(f, nil))
}
