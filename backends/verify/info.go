package verify

import (
	"net/url"
	"slices"
	"strings"

	"examdesk/backends/settings"
	"examdesk/model"
)

// info describes a service by its settings alone.
func (v *Verifier) info(s settings.Service) model.BackendInfo {
	out := model.BackendInfo{
		Name: s.Name, VerboseName: model.Text(s.Text("verbose_name")), Kind: string(s.Kind), IsDefault: s.Name == v.Default,
		Keys: len(s.Entries), Live: s.Kind == settings.SoftwareSecure,
	}
	if u, err := url.Parse(s.Text(addressKey(s.Kind))); err == nil && u.Host != "" {
		out.Address = model.Text(u.Scheme + "://" + u.Host)
	}
	var places []string
	for _, e := range s.Entries {
		if k, _ := settings.Named(e.Key); !k.Secret || e.IsNull() || e.Text == "" {
			continue
		}
		out.Secrets++
		if place := v.Place(e.Text); place != "" && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	out.SecretsIn = model.Text(strings.Join(places, ", "))
	return out
}

// addressKey names the setting for a service's address.
func addressKey(kind settings.Kind) string {
	switch kind {
	case settings.SoftwareSecure:
		return "exam_register_endpoint"
	case settings.REST:
		return "base_url"
	default:
		return ""
	}
}

// Problems returns what is wrong with a service's settings without reading a secret or
// sending a request: keys that are missing, misspelt or ignored, and values that the
// LMS would misread.
func (v *Verifier) Problems(name string) ([]model.Check, error) {
	s, err := v.Settings(name)
	if err != nil {
		return nil, err
	}
	p := settingsProbe{probe{v: v, facts: facts{svc: s}}}
	var found findings
	p.missing(&found)
	p.unusedKeys(&found)
	p.nameMisspelt(&found)
	var out []model.Check
	outcomes := map[string]outcome{"configuration": found.sum(""), "form": p.form()}
	if (s.Kind == settings.SoftwareSecure || s.Kind == settings.REST) && len(s.Missing()) == 0 {
		outcomes["platform"] = p.platform()
	}
	for name, o := range outcomes {
		if o.state != model.CheckPass {
			out = append(out, model.Check{Name: name, State: o.state, Cause: o.cause, Seen: model.Text(o.seen), Remedy: model.Text(o.remedy)})
		}
	}
	slices.SortFunc(out, func(a, b model.Check) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
