// Package keys reads secrets from where they are kept: the OS keyring, the
// environment, a file. No secret appears in an error or a log.
package keys

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"examdesk/model"
)

// keyringTimeout bounds one call of the keyring: a locked collection waits for
// a desktop prompt that may never be answered.
const keyringTimeout = 3 * time.Second

// keyringService is the name under which the secrets are filed.
const keyringService = "examdesk"

// Secret is what a reference resolved to.
type Secret struct {
	Value string
	// Literal tells that the configuration holds the secret itself, which
	// deserves a warning.
	Literal bool
}

// Resolve reads a secret by its reference in the configuration: `keyring:NAME`,
// `env:NAME`, `file:PATH` (its first line), or the secret itself.
func Resolve(ctx context.Context, ref string) (Secret, error) {
	kind, name, found := strings.Cut(ref, ":")
	if !found {
		return Secret{Value: ref, Literal: ref != ""}, nil
	}
	switch kind {
	case "env":
		value, ok := os.LookupEnv(name)
		if !ok {
			return Secret{}, model.Errorf(model.CodeNotFound, "The environment variable %s, which the configuration names for a secret, is not set.", model.Clean(name))
		}
		return Secret{Value: value}, nil
	case "file":
		return readFile(name)
	case "keyring":
		return readKeyring(ctx, name)
	}
	return Secret{Value: ref, Literal: true}, nil
}

func readFile(path string) (Secret, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Secret{}, model.Wrap(err, model.CodeNotFound, "The file %s, which the configuration names for a secret, cannot be read.", model.Clean(path))
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return Secret{Value: strings.TrimSuffix(line, "\r")}, nil
}

func readKeyring(ctx context.Context, name string) (Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, keyringTimeout)
	defer cancel()
	type answer struct {
		value string
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		value, err := keyring.Get(keyringService, name)
		got <- answer{value, err}
	}()
	select {
	case a := <-got:
		switch {
		case errors.Is(a.err, keyring.ErrNotFound):
			return Secret{}, model.Errorf(model.CodeNotFound, "The keyring holds no secret named %s.", model.Clean(name))
		case a.err != nil:
			return Secret{}, model.Wrap(a.err, model.CodeUnavailable, "The keyring does not answer; is it there, and unlocked? Use env: or file: where there is none.")
		}
		return Secret{Value: a.value}, nil
	case <-ctx.Done():
		return Secret{}, model.Wrap(ctx.Err(), model.CodeUnavailable, "The keyring did not answer within %s; unlock it and try again.", keyringTimeout)
	}
}
