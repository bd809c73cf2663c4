package steps

import (
	"fmt"

	"examdesk/cli/kit"
)

// RulesLine says by which release's rules the plans that were just said were worked
// out; nothing where none are known.
func RulesLine(a *kit.Factory, o *kit.Opened) error {
	if o.Rules.Release == "" {
		return nil
	}
	_, err := fmt.Fprintf(a.Out, "Worked out by the rules of edx-proctoring %s.\n", o.RuledBy)
	return err
}
