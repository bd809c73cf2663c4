package verify

import (
	"strings"

	"examdesk/backends/settings"
	"examdesk/model"
)

// safety finds settings with which all works, and that are dangerous.
func (p probe) safety() outcome {
	var found findings
	if p.v.Site.CallbackSimulation {
		found.warn(model.CauseSettings, "ALLOW_CALLBACK_SIMULATION is on: anyone who knows an attempt's code can send a review for it", "Remove it from PROCTORING_SETTINGS.")
	}
	if !p.v.Site.Obfuscates && p.svc.Kind != settings.REST { // to which the check platform says more
		found.warn(model.CauseSettings, "PROCTORING_USER_OBFUSCATION_KEY is not set, so services cannot be sent learner ids that hide who the learner is",
			"Set it to the LMS's value (often that of its SECRET_KEY, which served before edx-proctoring 3.0.0), as keyring:, env: or file:.")
	}
	var literal []string
	for _, k := range settings.Keys() {
		if k.Secret && p.svc.From[k.Name] == "configuration" {
			literal = append(literal, k.Name)
		}
	}
	if len(literal) > 0 {
		found.warn(model.CauseSettings, "the configuration holds "+strings.Join(literal, ", ")+" itself", "Move it out of the file: examdesk keys set "+p.svc.Name+"/"+literal[0])
	}
	if p.v.Site.Proxy != "" {
		found.warn(model.CauseBlocked, p.v.Site.Proxy+" is set but not used: services are contacted directly", "Do nothing if the checks above passed; otherwise let this machine connect to the host directly.")
	}
	if p.svc.Kind == settings.REST && !p.svc.Flag("needs_oauth", true) {
		found.warn(model.CauseSettings, "needs_oauth is false, but the LMS sends a token anyway", "Remove needs_oauth.")
	}
	return found.sum("nothing dangerous is set")
}
