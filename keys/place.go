package keys

import (
	"context"
	"errors"
	"time"

	"examdesk/model"
)

// Kind is a kind of place for secrets.
type Kind string

// The kinds. KindAuto is the keyring if there is one, else the encrypted file.
const (
	KindAuto    Kind = "auto"
	KindKeyring Kind = "keyring"
	KindFile    Kind = "file"
	KindHelper  Kind = "helper"
	KindPlain   Kind = "plain"
)

// Kinds are all that can be asked for.
func Kinds() []Kind { return []Kind{KindAuto, KindKeyring, KindFile, KindHelper, KindPlain} }

// Word is the place as [Vault.Resolve] names it, empty for none.
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

// Choice is the place that is used, and why, in a sentence each.
type Choice struct {
	Kind Kind
	Why  string
	// Warning is a standing remark, empty if there is none.
	Warning string
}

// place keeps secrets by name. An absent one is errAbsent.
type place interface {
	get(ctx context.Context, name string) (model.Secret, error)
	set(ctx context.Context, name string, secret model.Secret) error
	remove(ctx context.Context, name string) error
}

// lister is a place that can list what it holds.
type lister interface {
	list(ctx context.Context) ([]string, error)
}

// errAbsent is what a place answers for a name that it does not hold.
var errAbsent = errors.New("there is no such secret")

// Time limits of what may not answer.
const (
	keyringTimeout = 3 * time.Second
	programTimeout = 10 * time.Second
	lockTimeout    = 30 * time.Second
)
