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
		found.warn(model.CauseSettings, "ALLOW_CALLBACK_SIMULATION is on: anyone who knows an attempt's code can send a review of it", "Remove it from PROCTORING_SETTINGS.")
	}
	if !p.v.Site.Obfuscates && p.svc.Kind != settings.REST { // to which the check platform says more
		found.warn(model.CauseSettings, "PROCTORING_USER_OBFUSCATION_KEY is not set, so services cannot be sent a learner's id that hides the learner's identity",
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
		found.warn(model.CauseBlocked, p.v.Site.Proxy+" is set and not used: services are connected to directly", "Nothing, if the checks above passed; if they did not, let this machine out to the host.")
	}
	if p.svc.Kind == settings.REST && !p.svc.Flag("needs_oauth", true) {
		found.warn(model.CauseSettings, "needs_oauth is false, and the LMS sends a token all the same", "Take needs_oauth away.")
	}
	return found.sum("nothing dangerous is set")
}
