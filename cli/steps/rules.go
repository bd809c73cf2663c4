package steps

import (
	"fmt"

	"examdesk/cli/kit"
)

// RulesLine names the edx-proctoring release whose rules the plans just shown follow;
// it prints nothing if none is known.
func RulesLine(a *kit.Factory, o *kit.Opened) error {
	if o.Rules.Release == "" {
		return nil
	}
	_, err := fmt.Fprintf(a.Out, "By the rules of edx-proctoring %s.\n", o.RuledBy)
	return err
}
