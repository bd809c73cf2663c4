package verify

import (
	"context"

	"examdesk/backends/settings"
)

// checksOf are the checks of a kind of service, in the order in which a person
// would look for what is wrong.
func checksOf(kind settings.Kind) []check {
	switch kind {
	case settings.SoftwareSecure:
		return concat(forms(kind), way(), []check{
			{"signature", []string{"configuration", "crypto_key", "secret_key", "http"}, only(probe.signature)},
			{"callback", nil, only(probe.askLMS)},
			{"platform", nil, pure(probe.platform)},
			{"safety", nil, pure(probe.safety)},
		})
	case settings.REST:
		return concat(forms(kind), way(), []check{
			{"token", []string{"configuration", "client_secret", "http"}, func(p probe, ctx context.Context) (outcome, facts) { return restProbe{p}.grant(ctx) }},
			{"config", []string{"token"}, only(func(p probe, ctx context.Context) outcome { return restProbe{p}.config(ctx) })},
			{"instructor_url", []string{"configuration", "client_secret", "address"}, pure(probe.instructorURL)},
			{"callback", nil, only(probe.askLMS)},
			{"platform", nil, pure(probe.platform)},
			{"safety", nil, pure(probe.safety)},
		})
	default:
		return []check{{"stand_in", nil, pure(probe.standIn)}}
	}
}

func concat(lists ...[]check) []check {
	var out []check
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// forms are the checks of what is configured, without asking anybody but the
// places where secrets are kept.
func forms(kind settings.Kind) []check {
	out := []check{
		{"configuration", nil, func(p probe, ctx context.Context) (outcome, facts) { return settingsProbe{p}.configuration(ctx) }},
		{"form", nil, pure(func(p probe) outcome { return settingsProbe{p}.form() })},
	}
	for _, k := range settings.Keys() {
		if k.Secret && k.UsedBy(kind) {
			out = append(out, check{k.Name, nil, pure(secretForm(k.Name))})
		}
	}
	return out
}

// way are the checks of the way to the service.
func way() []check {
	return []check{
		{"address", nil, func(p probe, _ context.Context) (outcome, facts) { return p.address() }},
		{"dns", []string{"address"}, probe.dns},
		{"tcp", []string{"dns"}, only(probe.tcp)},
		{"tls", []string{"tcp"}, only(probe.tls)},
		{"http", []string{"tls"}, probe.http},
		{"clock", []string{"tls"}, func(p probe, _ context.Context) (outcome, facts) { return p.clock() }},
	}
}

// standIn is the only check of a stand-in, which is not a real service.
func (p probe) standIn() outcome {
	return skip("nothing to check: it is a stand-in that contacts no service (%s)", p.svc.Kind)
}

// The checks that know more than how to go and to look.
type (
	// settingsProbe looks at what is configured.
	settingsProbe struct{ probe }
	// restProbe signs in to a REST service and reads what it allows.
	restProbe struct{ probe }
	// callbackProbe goes the way back, to the LMS.
	callbackProbe struct{ probe }
)

func (p probe) askLMS(ctx context.Context) outcome { return callbackProbe{p}.callback(ctx) }
