package audit

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command audit.
func NewCmd(f *kit.Factory) *cobra.Command {
	cmd := kit.Group("audit", "See who did what: list the lines, verify that they are intact, note the newest",
		NewCmdList(f, nil), NewCmdVerify(f, nil), NewCmdHead(f, nil))
	cmd.Long = `Every change made with examdesk leaves a line: when, who, through which door, what, on what, from what to what. Each
line has the hash of the line before it, so a line that was changed, removed, inserted or moved is found. Anyone who can
write to the store's file can also rewrite the whole chain, so note the head from time to time where they cannot
(` + "`examdesk audit head`" + `), and give it to ` + "`examdesk audit verify --head`" + `.

A store without examdesk's tables keeps no lines; ` + "`examdesk store migrate`" + ` adds them.`
	return cmd
}
