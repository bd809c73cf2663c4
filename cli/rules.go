package cli

import (
	"fmt"

	"examdesk/config"
	"examdesk/model"
)

// rulesLine says by which release's rules the plans that were just said were worked
// out; nothing where none are known.
func (a *factory) rulesLine(o *session) error {
	if o.rules.Release == "" {
		return nil
	}
	_, err := fmt.Fprintf(a.Out, "Worked out by the rules of edx-proctoring %s.\n", o.ruledBy)
	return err
}

// rulesNote is for the desk: rules that are not the newest are said.
func (a *app) rulesNote(c config.Config) string {
	r, err := a.env().Followed(c)
	if err != nil || r == model.LatestRules() {
		return ""
	}
	return fmt.Sprintf("The rules of edx-proctoring %s are followed, not those of %s and later.", r.Release, model.LatestRules().Release)
}
