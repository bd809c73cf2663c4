package config

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"examdesk/backends/settings"
	"examdesk/model"
)

// defaultService names the default among PROCTORING_BACKENDS.
const defaultService = "DEFAULT"

// ServiceNames returns the names of the configured services, the default first.
func (c Config) ServiceNames() []string {
	names := slices.Sorted(maps.Keys(c.Backends))
	names = slices.DeleteFunc(names, func(n string) bool { return n == defaultService })
	if i := slices.Index(names, c.DefaultService()); i > 0 {
		first := names[i]
		names = slices.Insert(slices.Delete(names, i, i+1), 0, first)
	}
	return names
}

// DefaultService returns the name that DEFAULT gives, or "".
func (c Config) DefaultService() string {
	node := c.Backends[defaultService]
	return node.Value
}

// Service returns the settings of one service without its secrets, or
// [model.CodeNotFound] if it is not in the configuration.
func (c Config) Service(name string) (settings.Service, error) {
	node, ok := c.Backends[name]
	if !ok || name == defaultService {
		return settings.Service{}, model.Errorf(model.CodeNotFound, "The configuration has no proctoring service %q; %s",
			name, model.Meant(name, c.ServiceNames()))
	}
	return settings.Parse(name, &node)
}

// ServiceWithSecrets returns the settings of one service with its secrets.
func (c Config) ServiceWithSecrets(ctx context.Context, name string) (settings.Service, error) {
	s, err := c.Service(name)
	if err != nil {
		return s, err
	}
	s.Resolve(ctx, c.Vault().Resolve)
	return s, nil
}

// services returns the names of the configured proctoring services.
func (c Config) services(b model.Backends) []string {
	var out []string
	for name := range b.ByName {
		out = append(out, name)
	}
	for name := range c.Backends {
		if name != "DEFAULT" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// CheckKey names a service of this configuration.
func (c Config) CheckKey(service string) string {
	path, err := filepath.Abs(c.Path)
	if err != nil {
		path = c.Path
	}
	return path + "|" + c.ProfileName + "|" + service
}
