package keys

import (
	"sync"
	"testing"

	"github.com/zalando/go-keyring"

	"examdesk/model"
)

// memRing is a keyring in memory that several goroutines may use.
type memRing struct {
	mu   sync.Mutex
	m    map[string]string
	fail func(op, account string) error
	// keep alters what is kept.
	keep func(string) string
	// block holds every call until it is closed.
	block chan struct{}
	calls int
}

func (r *memRing) enter(op, account string) error {
	if r.block != nil {
		<-r.block
	}
	r.mu.Lock()
	r.calls++
	if r.m == nil {
		r.m = map[string]string{}
	}
	if r.fail != nil {
		return r.fail(op, account)
	}
	return nil
}

func (r *memRing) Get(s, a string) (string, error) {
	defer r.mu.Unlock()
	if err := r.enter("get", a); err != nil {
		return "", err
	}
	v, ok := r.m[s+"|"+a]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return v, nil
}

func (r *memRing) Set(s, a, secret string) error {
	defer r.mu.Unlock()
	if err := r.enter("set", a); err != nil {
		return err
	}
	if r.keep != nil {
		secret = r.keep(secret)
	}
	r.m[s+"|"+a] = secret
	return nil
}

func (r *memRing) Delete(s, a string) error {
	defer r.mu.Unlock()
	if err := r.enter("delete", a); err != nil {
		return err
	}
	if _, ok := r.m[s+"|"+a]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.m, s+"|"+a)
	return nil
}

// synthetic is an obviously fake secret.
const synthetic = "synthetic-secret-do-not-use"

func fake(t *testing.T) model.Secret {
	t.Helper()
	return model.NewSecret(synthetic)
}
