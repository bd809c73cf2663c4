package shell

import (
	"github.com/spf13/cobra"

	"examdesk/cli/setup"
)

// Complete lets a shell complete what the commands take.
func Complete(a *setup.Setup, root *cobra.Command) {
	c := newCompleter(a)
	c.completions(root)
	c.valueCompletions(root)
}
