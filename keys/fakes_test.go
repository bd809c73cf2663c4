package keys

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/zalando/go-keyring"

	"examdesk/model"
)

// memRing is a keyring in memory that several goroutines may use.
type memRing struct {
	mu sync.Mutex
	m  map[string]string
	// fail refuses a call.
	fail func(op, account string) error
	// keep alters what is kept.
	keep func(string) string
	// block holds every call until it is closed.
	block chan struct{}
	calls int
}

func (r *memRing) enter(op, account string) error {
	r.mu.Lock()
	r.calls++
	if r.m == nil {
		r.m = map[string]string{}
	}
	block, fail := r.block, r.fail
	r.mu.Unlock()
	if block != nil {
		<-block
	}
	if fail != nil {
		return fail(op, account)
	}
	return nil
}

func (r *memRing) Get(s, a string) (string, error) {
	if err := r.enter("get", a); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[s+"|"+a]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return v, nil
}

func (r *memRing) Set(s, a, secret string) error {
	if err := r.enter("set", a); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keep != nil {
		secret = r.keep(secret)
	}
	r.m[s+"|"+a] = secret
	return nil
}

func (r *memRing) Delete(s, a string) error {
	if err := r.enter("delete", a); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.m[s+"|"+a]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.m, s+"|"+a)
	return nil
}

func (r *memRing) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.m)
}

// Obviously fake secrets.
const (
	synthetic = "synthetic-secret-do-not-use"
	phrase    = "a passphrase for tests"
)

func fake(t *testing.T) model.Secret {
	t.Helper()
	return model.NewSecret(synthetic)
}

// testVault is a vault in a folder of its own, on a keyring in memory that
// behaves as it is set to.
func testVault(t *testing.T, o Options, state keyringState) (*Vault, *memRing) {
	t.Helper()
	dir := t.TempDir()
	o.Dir, o.WorkFactor = filepath.Join(dir, "config"), 1
	o.File, o.PlainFile = filepath.Join(dir, "data", "secrets.age"), filepath.Join(dir, "data", "secrets.json")
	ring := &memRing{}
	return again(o, ring, state), ring
}

// again is the vault as another process would open it.
func again(o Options, r ring, state keyringState) *Vault {
	v := New(o)
	v.keyring.ring = r
	v.keyring.look = func(context.Context) standing { return standing{state, errors.New("beneath")} }
	if state == keyringThere {
		v.keyring.look = func(context.Context) standing { return stands(state) }
	}
	return v
}

// withPhrase answers with the passphrase of the tests.
func withPhrase(context.Context, string, bool) (model.Secret, error) {
	return model.NewSecret(phrase), nil
}

// needsUnix reports whether a test needs a shell script or file modes, which Windows
// has not.
func needsUnix(t *testing.T) bool {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Log("Windows has no shell scripts and no file modes; nothing to test")
		return false
	}
	return true
}
