package exam

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command exam. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("exam", "View, create and change exams", NewCmdList(f, nil), NewCmdView(f, nil), NewCmdCreate(f, nil), NewCmdRegister(f, nil), NewCmdSet(f, nil))
}
