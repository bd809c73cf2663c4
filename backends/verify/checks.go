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
			{"callback", nil, only(probe.callback)},
			{"platform", nil, pure(probe.platform)},
			{"safety", nil, pure(probe.safety)},
		})
	case settings.REST:
		return concat(forms(kind), way(), []check{
			{"token", []string{"configuration", "client_secret", "http"}, probe.grant},
			{"config", []string{"token"}, only(probe.config)},
			{"instructor_url", []string{"configuration", "client_secret", "address"}, pure(probe.instructorURL)},
			{"callback", nil, only(probe.callback)},
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
		{"configuration", nil, probe.configuration},
		{"form", nil, pure(probe.form)},
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

// standIn is the only check of a service that is none.
func (p probe) standIn() outcome {
	return skip("nothing to check: it is a stand-in that asks no service (%s)", p.svc.Kind)
}
