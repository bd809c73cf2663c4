package audit

import (
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// NewCmd returns the command audit.
func NewCmd(f *kit.Factory) *cobra.Command {
	cmd := kit.Group("audit", "Who did what: list the lines, verify that they are whole, note the newest",
		NewCmdList(f, nil), NewCmdVerify(f, nil), NewCmdHead(f, nil))
	cmd.Long = `Every change that is made with examdesk leaves a line: when, who, by which way, what, on what, from what to what. Each
line bears the hash of the one before, so a line that is changed, removed, inserted or moved is found. Whoever can
write the store's file can also write the whole chain again: note the head from time to time where they cannot
(` + "`examdesk audit head`" + `), and give it to ` + "`examdesk audit verify --head`" + `.

A store without examdesk's tables keeps no lines; ` + "`examdesk store migrate`" + ` adds them.`
	return cmd
}
