package kit

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/model"
)

// Change has the flags of a command that changes a store.
type Change struct{ DryRun, Yes, AsJSON bool }

// Flags adds --dry-run and --yes.
func (c *Change) Flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.DryRun, "dry-run", false, "say what would be done and change nothing")
	cmd.Flags().BoolVar(&c.Yes, "yes", false, "do not ask")
}

// JSONFlag adds --json for commands that can report their results as JSON. The shapes
// are of the types that they print, see [jsonout.Flags].
func (c *Change) JSONFlag(cmd *cobra.Command, prints string, shapes ...any) {
	cmd.Flags().BoolVar(&c.AsJSON, "json", false, "print "+prints)
	if len(shapes) > 0 {
		jsonout.Flags(cmd, shapes...)
	}
}

// NeedYes refuses to change a store with neither --yes nor --dry-run if JSON is
// printed: no one can answer a question about a plan that is not printed yet.
func (c Change) NeedYes() error {
	if !c.DryRun && !c.Yes {
		return Usagef("this changes the store: with --json add --yes, or --dry-run to see the plan first")
	}
	return nil
}

// Confirm asks a person; without a terminal it requires --yes.
func Confirm(a *Factory, question string, yes bool) error {
	if yes {
		return nil
	}
	if !a.IsTerminal {
		return Usagef("this changes the store; add --yes, or --dry-run to see the plan first")
	}
	_, _ = fmt.Fprintf(a.Err, "%s [y/N] ", question)
	line, err := ReadLine(a)
	if err != nil || !strings.EqualFold(strings.TrimSpace(line), "y") {
		return model.Errorf(model.CodeInternal, "Nothing was changed.")
	}
	return nil
}
