package keys

import (
	"context"
	"errors"
	"slices"

	"examdesk/backends/settings"
	"examdesk/backends/verify"
	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// errUnproven means that nothing is wrong with a new secret, but that it was not
// tried with the service either.
var errUnproven = errors.New("the secret was not tried against the service")

// proof tries a new value with the services that use it.
type proof struct {
	a    *setup.Setup
	c    config.Config
	uses []config.SecretUse
	// live allows leaving a registration at the service.
	live bool
	// anyhow accepts a value that no service could be asked about; unproven is set if
	// that happened, refused if a service refused the value.
	anyhow, unproven, refused bool
}

// try returns nil if every service that uses the secret accepted it. A service that
// cannot be asked is an error too, unless anyhow is set, since the old value may be
// the one that works.
func (p *proof) try(ctx context.Context, candidate model.Secret) error {
	unproven := errUnproven // if there is no service to ask
	for _, u := range p.uses {
		if u.Backend == "" {
			continue
		}
		err := proveSecret(ctx, p.a, p.c, u.Backend, u.Setting, candidate, p.live)
		if err != nil && !errors.Is(err, errUnproven) {
			p.refused = true
			return err
		}
		if unproven = err; err != nil {
			break
		}
	}
	if p.unproven = unproven != nil; p.unproven && !p.anyhow {
		p.refused = true
		code := model.CodeConflict
		if model.CodeOf(unproven) != model.CodeInternal {
			code = model.CodeOf(unproven) // it was to be tried, but the service did not answer
		}
		return model.Wrap(unproven, code, "The new value could not be tried with a service, so it is not used; %s.", p.remedy())
	}
	return nil
}

// hopeless returns the reason why no service can be asked; nil if one can. With a
// reason, no one needs to be asked for the new value.
func (p *proof) hopeless() error {
	askable := slices.ContainsFunc(p.uses, func(u config.SecretUse) bool {
		return u.Setting == "client_secret" || p.live && (u.Setting == "secret_key" || u.Setting == "crypto_key")
	})
	if askable || p.anyhow {
		return nil
	}
	return kit.Usagef("no service can be asked whether it accepts the new value: %s", p.remedy())
}

func (p *proof) remedy() string {
	needs := slices.ContainsFunc(p.uses, func(u config.SecretUse) bool {
		return settings.KindOf(u.Backend) == settings.SoftwareSecure && (u.Setting == "secret_key" || u.Setting == "crypto_key")
	})
	if needs && !p.live {
		return "--live proves it with a registration marked as not to be reviewed, --unproven accepts it untested"
	}
	return "--unproven accepts it untested"
}

// proveSecret proves that a new secret works: nil if the service accepted it,
// [errUnproven] if it was not asked, any other error if the secret must not be used.
// It prints the checks.
func proveSecret(ctx context.Context, a *setup.Setup, c config.Config, backend, key string, candidate model.Secret, live bool) error {
	if candidate.IsZero() {
		return model.Errorf(model.CodeInvalid, "The new secret is empty.")
	}
	s, err := c.ServiceWithSecrets(ctx, backend)
	if err != nil {
		return err
	}
	s.Secrets[key], s.From[key] = candidate, "new value"
	delete(s.Problems, key)
	v, err := checks.Verifier(a, c)
	if err != nil {
		return err
	}
	heard, err := v.Prove(ctx, s, key, model.VerifyOptions{Live: live})
	if said := sayProof(a, heard); said != nil {
		return said
	}
	against := slices.ContainsFunc(heard, func(c model.Check) bool {
		return c.State == model.CheckFail && (c.Name == key || c.Cause == model.CauseSecret)
	})
	switch {
	case against || len(heard) == 0:
		return err
	case !verify.Proved(heard):
		return errors.Join(errUnproven, err)
	}
	return nil
}

func sayProof(a *setup.Setup, list []model.Check) error {
	p := printer.NewPage(a.Factory)
	for _, c := range list {
		checks.Show(p, checks.ToJSON(c), checks.Signs())
	}
	return p.Flush()
}
