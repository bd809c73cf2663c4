package cli

import (
	"fmt"

	"examdesk/cli/kit"
	"examdesk/model"
)

// followed are the rules that --rules or the profile names, else the newest.
func (a *app) followed(c Config) (model.Rules, error) {
	if a.rules != "" {
		r, err := model.RulesOf(a.rules)
		if err != nil {
			return r, kit.Usage(err)
		}
		return r, nil
	}
	if named := c.Profiles[c.profile].Rules; named != "" {
		return model.RulesOf(named)
	}
	return model.LatestRules(), nil
}

// rulesWords says whose rules are followed, and by whose choice.
func (a *app) rulesWords(c Config, r model.Rules) string {
	return "those of edx-proctoring " + a.rulesChoice(c, r)
}

// rulesChoice is the release whose rules are followed, and by whose choice.
func (a *app) rulesChoice(c Config, r model.Rules) string {
	by := "the default; --rules or a profile's rules name others"
	switch {
	case a.rules != "":
		by = "--rules " + model.Clean(a.rules)
	case c.Profiles[c.profile].Rules != "":
		by = "the profile says " + model.Clean(c.Profiles[c.profile].Rules)
	}
	return fmt.Sprintf("%s (%s)", r.Release, by)
}

// rulesNote is for the desk: rules that are not the newest are said.
func (a *app) rulesNote(c Config) string {
	r, err := a.followed(c)
	if err != nil || r == model.LatestRules() {
		return ""
	}
	return fmt.Sprintf("The rules of edx-proctoring %s are followed, not those of %s and later.", r.Release, model.LatestRules().Release)
}
