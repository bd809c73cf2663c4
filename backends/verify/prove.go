package verify

import (
	"context"
	"slices"

	"examdesk/backends/settings"
	"examdesk/model"
)

// Prove runs the checks that concern one secret of a service: its form, and what
// the service says about it. The settings have the secret that is on trial. A PSI
// secret can only be put to the service if o.Live allows a registration. The
// error is that of the checks that failed; [Proved] explains what it means that
// none did. [model.CodeNotFound] if the service has no such secret.
func (v *Verifier) Prove(ctx context.Context, service settings.Service, key string, o model.VerifyOptions) ([]model.Check, error) {
	k, known := settings.Named(key)
	if !known || !k.Secret || !k.UsedBy(service.Kind) {
		return nil, model.Errorf(model.CodeNotFound, "%s is not a secret of %s.", key, service.Name)
	}
	var checks []check
	for _, c := range checksOf(service.Kind) {
		if slices.Contains(bearing(key), c.name) {
			checks = append(checks, c)
		}
	}
	var out []model.Check
	for c := range v.sequence(ctx, checks, probe{v: v, live: o.Live, facts: facts{svc: service}}) {
		if c.State != model.CheckRunning {
			out = append(out, c)
		}
	}
	if err := ctx.Err(); err != nil {
		return out, model.Wrap(err, model.CodeUnavailable, "The check of %s was interrupted.", key)
	}
	return out, model.ChecksError(service.Name, out)
}

// bearing are the checks that concern a secret.
func bearing(key string) []string {
	way := []string{"configuration", "address", "dns", "tcp", "tls", "http", "clock"}
	switch key {
	case "secret_key", "crypto_key":
		// Both are in a registration: one is proven with the other.
		return append(way, "secret_key", "crypto_key", "signature")
	case "client_secret":
		return append(way, "client_secret", "token")
	}
	return []string{key}
}

// Proved reports whether the service itself accepted the secrets; if not, only
// their form was looked at.
func Proved(checks []model.Check) bool {
	return slices.ContainsFunc(checks, func(c model.Check) bool {
		return (c.Name == "signature" || c.Name == "token") && (c.State == model.CheckPass || c.State == model.CheckWarn)
	})
}
