package config

import (
	"net/netip"

	"examdesk/backends/settings"
	"examdesk/model"
)

// CallbackNetworks are the networks from which services' callbacks come, for each
// service that names some.
func (c Config) CallbackNetworks() (map[string][]netip.Prefix, error) {
	out := map[string][]netip.Prefix{}
	for _, name := range c.ServiceNames() {
		s, err := c.Service(name)
		if err != nil {
			return nil, err
		}
		networks, err := s.Callbacks()
		if err != nil {
			return nil, err
		}
		if networks != nil {
			out[name] = networks
		}
	}
	return out, nil
}

// ParseNetworks reads the networks of an option.
func ParseNetworks(option string, texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		network, err := settings.ParseNetwork(text)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "%s: %s", option, model.Sentence(err))
		}
		out = append(out, network)
	}
	return out, nil
}
