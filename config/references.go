package config

import (
	"context"
	"strings"
	"sync"

	"examdesk/backends/settings"
	"examdesk/model"
)

// ObfuscationSecret returns the key from which REST services' ids of learners are
// derived. PSI receives no such id and needs no key.
func (c Config) ObfuscationSecret(ctx context.Context, backend string) (model.Secret, error) {
	if c.ObfuscationKey == "" || settings.KindOf(backend) != settings.REST {
		return model.Secret{}, nil
	}
	key, _, err := c.Vault().Resolve(ctx, c.ObfuscationKey)
	return key, err
}

// videoKey returns the key of a backend's recordings, or zero if none is configured.
func (c Config) videoKey(ctx context.Context, backend string) (model.Secret, error) {
	const key = "video_review_aes_key"
	if _, ok := c.Backends[backend]; !ok {
		return model.Secret{}, nil
	}
	s, err := c.ServiceWithSecrets(ctx, backend)
	if err != nil {
		return model.Secret{}, err
	}
	return s.Secret(key), s.Problems[key]
}

// Warnings returns standing warnings about where secrets are.
func (c Config) Warnings() []string {
	out := c.Literals()
	if said := c.Vault().Standing(); said != "" {
		out = append(out, said)
	}
	return out
}

// Literals returns remarks about secrets that are written in the configuration itself.
func (c Config) Literals() []string {
	var out []string
	for _, u := range c.SecretUses() {
		if u.Ref != "" && !IsReference(u.Ref) {
			out = append(out, "The configuration holds "+u.Key+" itself; keyring:, env: or file: keep it out of the file.")
		}
	}
	return out
}

// IsReference reports whether a text is a reference to a secret and not the secret itself.
func IsReference(s string) bool {
	kind, _, found := strings.Cut(s, ":")
	return found && (kind == "keyring" || kind == "env" || kind == "file")
}

// SecretPlaces describes where a secret is kept by the reference to it. Where the
// vault keeps those of the kind keyring: is found out once, when it is first asked.
func (c Config) SecretPlaces() func(ref string) string {
	vault := sync.OnceValue(func() string {
		ctx, stop := context.WithTimeout(context.Background(), secretPatience)
		defer stop()
		choice, err := c.Vault().Choose(ctx)
		if err != nil {
			return "no place that can be read"
		}
		return choice.Kind.Word()
	})
	return func(ref string) string {
		kind, _, _ := strings.Cut(ref, ":")
		switch {
		case !IsReference(ref):
			return "configuration"
		case kind == "keyring":
			return vault()
		}
		return kind
	}
}

// BackendRef returns the configuration's value for a key, or "".
func (c Config) BackendRef(backend, key string) string {
	s, err := c.Service(backend)
	if err != nil {
		return ""
	}
	e, _ := s.Entry(key)
	return e.Text
}
