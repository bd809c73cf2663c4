package keys

import (
	"context"
	"errors"
	"time"

	"examdesk/model"
)

// Kind is a kind of place for secrets.
type Kind string

// The kinds. KindAuto means the keyring if there is one, or else the encrypted file.
const (
	KindAuto    Kind = "auto"
	KindKeyring Kind = "keyring"
	KindFile    Kind = "file"
	KindHelper  Kind = "helper"
	KindPlain   Kind = "plain"
)

// Kinds returns all kinds that can be configured.
func Kinds() []Kind { return []Kind{KindAuto, KindKeyring, KindFile, KindHelper, KindPlain} }

// Word returns the place as [Vault.Resolve] names it, or "" for none.
func (k Kind) Word() string {
	return map[Kind]string{KindKeyring: "keyring", KindFile: "encrypted file", KindHelper: "helper", KindPlain: "plain text file"}[k]
}

// String returns the kind in words.
func (k Kind) String() string {
	switch k {
	case KindKeyring:
		return "the OS keyring"
	case KindFile:
		return "the encrypted file"
	case KindHelper:
		return "the credential helper"
	case KindPlain:
		return "the plain text file"
	case KindAuto:
		return "no place yet"
	}
	return string(k)
}

// Choice is the place that is used and the reason, each as a sentence.
type Choice struct {
	Kind Kind
	Why  string
	// Warning is a warning that always applies, or "".
	Warning string
}

// place keeps secrets by name. For a missing one it returns errAbsent.
type place interface {
	get(ctx context.Context, name string) (model.Secret, error)
	set(ctx context.Context, name string, secret model.Secret) error
	remove(ctx context.Context, name string) error
}

// lister is a place that can list its contents.
type lister interface {
	list(ctx context.Context) ([]string, error)
}

// errAbsent is what a place returns for a name that it does not have.
var errAbsent = errors.New("there is no such secret")

// Time limits for what may never answer.
const (
	keyringTimeout = 3 * time.Second
	programTimeout = 10 * time.Second
	lockTimeout    = 30 * time.Second
)
