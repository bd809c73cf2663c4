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

// addressKey names the setting that says where a service is.
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
