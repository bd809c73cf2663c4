package cli

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"examdesk/backends/settings"
	"examdesk/model"
)

// defaultService names the default among PROCTORING_BACKENDS.
const defaultService = "DEFAULT"

// serviceNames are the configured services by name, the default first.
func (c Config) serviceNames() []string {
	names := slices.Sorted(maps.Keys(c.Backends))
	names = slices.DeleteFunc(names, func(n string) bool { return n == defaultService })
	if i := slices.Index(names, c.defaultService()); i > 0 {
		first := names[i]
		names = slices.Insert(slices.Delete(names, i, i+1), 0, first)
	}
	return names
}

// defaultService is the name that DEFAULT gives, empty if it gives none.
func (c Config) defaultService() string {
	node := c.Backends[defaultService]
	return node.Value
}

// service reads the settings of one service without its secrets.
// [model.CodeNotFound] if the configuration has none of that name.
func (c Config) service(name string) (settings.Service, error) {
	node, ok := c.Backends[name]
	if !ok || name == defaultService {
		return settings.Service{}, model.Errorf(model.CodeNotFound, "The configuration has no proctoring service %q; it has %s.",
			model.Clean(name), firstOf(model.Clean(strings.Join(c.serviceNames(), ", ")), "none"))
	}
	return settings.Parse(name, &node)
}

// serviceWithSecrets reads the settings of one service with its secrets.
func (c Config) serviceWithSecrets(ctx context.Context, name string) (settings.Service, error) {
	s, err := c.service(name)
	if err != nil {
		return s, err
	}
	s.Resolve(ctx, c.secretVault().Resolve)
	return s, nil
}

// services are the names of the proctoring services that are configured.
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

// checkKey names a service of this configuration.
func (c Config) checkKey(service string) string {
	path, err := filepath.Abs(c.path)
	if err != nil {
		path = c.path
	}
	return path + "|" + c.profile + "|" + service
}
