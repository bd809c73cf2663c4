package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"examdesk/backends/settings"
	"examdesk/model"
)

// configuration reads the secrets and reports whether all is there that the service
// needs, and which keys have no effect.
func (p settingsProbe) configuration(ctx context.Context) (outcome, facts) {
	// Settings that have their secrets already, as those on trial, stay.
	if len(p.svc.Secrets) == 0 && len(p.svc.Problems) == 0 {
		s, err := p.v.Secrets(ctx, p.svc.Name)
		if err != nil {
			return fail(model.CauseSettings, model.Sentence(err), "Correct the configuration."), p.facts
		}
		p.svc = s
	}
	var found findings
	p.missing(&found)
	p.unread(&found)
	p.unusedKeys(&found)
	p.nameMisspelt(&found)
	return found.with(p.complete()), p.facts
}

// missing finds keys without which the service does not work.
func (p settingsProbe) missing(found *findings) {
	if missing := p.svc.Missing(); len(missing) > 0 {
		found.fail(model.CauseSettings, "lacks "+strings.Join(missing, ", "),
			fmt.Sprintf("Add what is missing to PROCTORING_BACKENDS.%s; the service's operator gives it to you.", p.svc.Name))
	}
}

// unread finds secrets that could not be read. What keeps several from being read,
// as a place for secrets that is locked, is said once; its own sentence says what
// to do.
func (p settingsProbe) unread(found *findings) {
	var why []string
	keys, worst := map[string][]string{}, map[string]outcome{}
	for _, k := range settings.Keys() {
		err := p.svc.Problems[k.Name]
		if err == nil {
			continue
		}
		said := model.Sentence(err)
		if keys[said] == nil {
			why = append(why, said)
		}
		keys[said] = append(keys[said], k.Name)
		one := outcome{state: model.CheckWarn, cause: model.CauseSettings, remedy: p.readable(k.Name)}
		if code := model.CodeOf(err); code == model.CodeUnavailable || code == model.CodeDenied {
			one.cause, one.remedy = model.CauseStore, ""
		}
		if k.Needs(p.svc.Kind) {
			one.state = model.CheckFail
		}
		if worst[said].state != model.CheckFail {
			worst[said] = one
		}
	}
	for _, said := range why {
		one := worst[said]
		one.seen = strings.Join(keys[said], ", ") + " cannot be read: " + strings.TrimSuffix(said, ".")
		*found = append(*found, one)
	}
}

// readable explains how to provide a secret that its reference does not lead to.
func (p settingsProbe) readable(key string) string {
	e, _ := p.svc.Entry(key)
	kind, _, _ := strings.Cut(e.Text, ":")
	set := fmt.Sprintf("examdesk keys set %s/%s", p.svc.Name, key)
	switch kind {
	case "env":
		return "Set that variable where examdesk runs, or save the secret with: " + set
	case "file":
		return "Make that file readable, or save the secret with: " + set
	}
	return "Save it with: " + set
}

// unusedKeys finds keys that have no effect: edx-proctoring drops those that it does not
// know without a word (edx-proctoring 5.2.0, apps.EdxProctoringConfig.ready).
func (p settingsProbe) unusedKeys(found *findings) {
	var names, seen []string
	for _, k := range settings.Keys() {
		names = append(names, k.Name)
	}
	for _, e := range p.svc.Entries {
		k, known := settings.Named(e.Key)
		switch {
		case slices.Contains(seen, e.Key):
			found.warn(model.CauseSettings, e.Key+" is written twice; the last one counts", "Remove one of the two.")
		case !known:
			said, remedy := "silently ignores "+quoted(e.Key)+", since it is not a known key", "Remove it or correct it."
			if meant, ok := settings.Near(e.Key, names); ok {
				remedy = fmt.Sprintf("Write %s instead of %s.", meant, quoted(e.Key))
			}
			found.warn(model.CauseSettings, "the LMS "+said, remedy)
		case !k.UsedBy(p.svc.Kind):
			found.warn(model.CauseSettings, fmt.Sprintf("%s is not used by a service of the kind %s", e.Key, p.svc.Kind), "Remove it.")
		}
		seen = append(seen, e.Key)
	}
}

// nameMisspelt finds a service that was meant to be one that edx-proctoring
// ships: under another name no service uses its settings.
func (p settingsProbe) nameMisspelt(found *findings) {
	if p.svc.Kind != settings.REST {
		return
	}
	shipped := []string{string(settings.SoftwareSecure), string(settings.Null), string(settings.Mock), string(settings.Test)}
	if meant, ok := settings.Near(p.svc.Name, shipped); ok {
		found.warn(model.CauseSettings, fmt.Sprintf("the name %s is close to %s, and is treated as a REST service's", quoted(p.svc.Name), meant),
			fmt.Sprintf("If %s was meant, write that; under another name the LMS silently ignores the settings.", meant))
	}
}

// complete describes how much there is, and where the secrets were.
func (p settingsProbe) complete() string {
	needed, secret := 0, 0
	var places []string
	for _, k := range settings.Keys() {
		if k.Needs(p.svc.Kind) {
			needed++
			if k.Secret {
				secret++
			}
		}
		if from := p.svc.From[k.Name]; from != "" && !slices.Contains(places, from) {
			places = append(places, from)
		}
	}
	return fmt.Sprintf("%d of %d needed keys, %d of them secret: %s", needed, needed, secret, strings.Join(places, ", "))
}

// quoted shows a name from the configuration, cut if it is long.
func quoted(s string) string {
	const longest = 60
	s = model.Clean(s)
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
