package keys

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"

	"examdesk/guard"
	"examdesk/model"
)

// ring is the OS keyring through go-keyring; tests replace it.
type ring interface {
	Get(service, account string) (string, error)
	Set(service, account, secret string) error
	Delete(service, account string) error
}

// osRing is the real keyring.
type osRing struct{}

func (osRing) Get(s, a string) (string, error) { return keyring.Get(s, a) }
func (osRing) Set(s, a, secret string) error   { return keyring.Set(s, a, secret) }
func (osRing) Delete(s, a string) error        { return keyring.Delete(s, a) }

// keyringPlace is the OS keyring with a time limit. A call that hangs cannot be
// cancelled, so after one has hung no more are made.
type keyringPlace struct {
	ring    ring
	timeout time.Duration
	// look finds the state of the keyring without a prompt.
	look func(ctx context.Context) standing
	hung atomic.Bool
	goos string
}

func newKeyringPlace(timeout time.Duration) *keyringPlace {
	if timeout <= 0 {
		timeout = keyringTimeout
	}
	return &keyringPlace{ring: osRing{}, timeout: timeout, look: diagnose, goos: runtime.GOOS}
}

// standing returns the state of the keyring, within the time limit.
func (k *keyringPlace) standing(ctx context.Context) standing {
	if k.hung.Load() {
		return stands(stuckKeyring)
	}
	limited, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	s := k.look(limited)
	if s.state == stuckKeyring && ctx.Err() == nil {
		k.hung.Store(true)
	}
	return s
}

// bounded makes one call of the keyring. It checks the state first, because the call
// would wait for a desktop prompt that may never be answered.
func bounded[T any](ctx context.Context, k *keyringPlace, call func() (T, error)) (T, error) {
	var none T
	if s := k.standing(ctx); s.state != keyringThere {
		return none, s.err()
	}
	got := guard.Start("asking the keyring", call)
	limited, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	select {
	case a := <-got:
		return a.Value, keyringError(a.Err)
	case <-limited.Done():
		if ctx.Err() != nil {
			return none, model.Wrap(ctx.Err(), model.CodeUnavailable, "Interrupted while waiting for the keyring.")
		}
		k.hung.Store(true)
		return none, stands(stuckKeyring).err()
	}
}

func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return errAbsent
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return stands(noKeyring).err()
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return model.Wrap(err, model.CodeInvalid, "The secret is too long for the keyring; keep it in a file and refer to it as file:PATH, or use the encrypted file (secrets.store: file).")
	}
	return model.Wrap(err, model.CodeUnavailable, "The keyring refused; unlock it and try again, or use the encrypted file (secrets.store: file).")
}

func (k *keyringPlace) get(ctx context.Context, name string) (model.Secret, error) {
	text, err := bounded(ctx, k, func() (string, error) { return k.ring.Get(service, name) })
	return model.NewSecret(text), err
}

func (k *keyringPlace) set(ctx context.Context, name string, secret model.Secret) error {
	if most := keyringLimit(k.goos, name); most >= 0 && len(secret.Reveal()) > most {
		return model.Errorf(model.CodeInvalid, "The secret has %d bytes, and this system's keyring accepts at most %d; keep it in a file and refer to it as file:PATH, or use the encrypted file (secrets.store: file).", len(secret.Reveal()), most)
	}
	_, err := bounded(ctx, k, func() (struct{}, error) { return struct{}{}, k.ring.Set(service, name, secret.Reveal()) })
	return err
}

func (k *keyringPlace) remove(ctx context.Context, name string) error {
	_, err := bounded(ctx, k, func() (struct{}, error) { return struct{}{}, k.ring.Delete(service, name) })
	return err
}

// keyringLimit returns how many bytes a secret may have, or -1 for no limit. Windows
// accepts 2,560. On macOS go-keyring writes one command of at most 4,096 bytes, with
// the secret in base64 and the names in quotation marks.
func keyringLimit(goos, name string) int {
	switch goos {
	case "windows":
		return 2560
	case "darwin":
		const command, most = "add-generic-password -U -s 'examdesk' -a '' -w 'go-keyring-base64:'\n", 4096
		return (most - len(command) - len(name) - 4*strings.Count(name, "'")) / 4 * 3
	}
	return -1
}
