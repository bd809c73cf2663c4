package simulator

import (
	g "maragu.dev/gomponents"
)

// replayTool sends recorded callbacks.
func (v pageView) replayTool() g.Node {
	return el("section", el("h2", words("Replay")), v.form("replay",
		texts("Recorded callbacks, one JSON object per line", "recorded", "4"),
		text("Send them to the attempt", "to"),
		el("button", words("Replay")),
	))
}

// faultTool breaks the service and mends it.
func (v pageView) faultTool() g.Node {
	return el("section", el("h2", words("Faults")), v.form("fault",
		choice("Endpoint", "endpoint", "", append([]Endpoint{"all"}, Endpoints()...)),
		choice("Fault", "fault", "", append([]Fault{"none"}, Faults()...)),
		text("Clock off by", "skew", attr("placeholder", "10m")),
		el("button", words("Set")),
	))
}

// onboardingTool refuses learners who lack onboarding.
func (v pageView) onboardingTool() g.Node {
	return el("section", el("h2", words("Onboarding")), v.form("onboarding",
		text("Learner (empty for all)", "user_id"),
		choice("Refuse with", "refusal", "nothing", append([]string{""}, Refusals()...)),
		el("button", words("Set")),
	))
}
