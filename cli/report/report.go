package report

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command report.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("report", "Print reports on a course", NewCmdViolations(f, nil), NewCmdStatus(f, nil))
}
