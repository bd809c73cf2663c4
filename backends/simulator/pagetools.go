package simulator

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// replayTool sends recorded callbacks.
func (v pageView) replayTool() g.Node {
	return h.Section(h.H2(g.Text("Replay")), v.form("replay",
		texts("Recorded callbacks, one JSON object a line", "recorded", "4"),
		text("Send them to the attempt", "to"),
		h.Button(g.Text("Replay")),
	))
}

// faultTool breaks the service and mends it.
func (v pageView) faultTool() g.Node {
	return h.Section(h.H2(g.Text("Faults")), v.form("fault",
		choice("Endpoint", "endpoint", "", append([]Endpoint{"all"}, Endpoints()...)),
		choice("Fault", "fault", "", append([]Fault{"none"}, Faults()...)),
		text("Clock off by", "skew", h.Placeholder("10m")),
		h.Button(g.Text("Set")),
	))
}

// onboardingTool refuses learners who lack onboarding.
func (v pageView) onboardingTool() g.Node {
	return h.Section(h.H2(g.Text("Onboarding")), v.form("onboarding",
		text("Learner (empty for all)", "user_id"),
		choice("Refuse with", "refusal", "nothing", append([]string{""}, Refusals()...)),
		h.Button(g.Text("Set")),
	))
}
