package cli

import (
	"fmt"

	"examdesk/config"
	"examdesk/model"
)

// rulesNote is for the desk: rules that are not the newest are said.
func (a *app) rulesNote(c config.Config) string {
	r, err := a.env().Followed(c)
	if err != nil || r == model.LatestRules() {
		return ""
	}
	return fmt.Sprintf("The rules of edx-proctoring %s are followed, not those of %s and later.", r.Release, model.LatestRules().Release)
}
