package mirror

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"

	"examdesk/model"
)

const (
	pulseSuffix = ".pulse"
	leaseSuffix = ".lease"
)

// Pulse is what the follower notes at each turn, beside the mirror: writing it into the
// mirror would make every desk read its lists again each second.
type Pulse struct {
	// Polled is when the source was last asked, and Answered when it last answered.
	Polled   time.Time `json:"polled,omitzero"`
	Answered time.Time `json:"answered,omitzero"`
	// Error is what the source last failed with, empty after it answered.
	Error string `json:"error,omitempty"`
	// Table and Below are where the sweep goes on, Begun when its round began, and
	// Mended what it has corrected so far.
	Table  string    `json:"table,omitempty"`
	Below  int64     `json:"below,omitempty"`
	Begun  time.Time `json:"begun,omitzero"`
	Mended int64     `json:"mended,omitempty"`
}

// ReadPulse reads what the follower of a mirror noted last; the zero value if it has
// noted nothing, or is just writing.
func ReadPulse(path string) Pulse {
	var p Pulse
	data, err := os.ReadFile(path + pulseSuffix)
	if err != nil || json.Unmarshal(data, &p) != nil {
		return Pulse{}
	}
	return p
}

// Beat notes a pulse. Losing one costs nothing, so it is not synchronised to the disk.
func (f *File) Beat(p Pulse) error {
	data, err := json.Marshal(p)
	if err == nil {
		err = os.WriteFile(f.path+pulseSuffix, data, 0o600)
	}
	if err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The state of the mirror %s cannot be noted.", f.path)
	}
	return nil
}

// Lease is held by the one program that follows the LMS for a mirror; the others read
// it.
type Lease struct{ lock *flock.Flock }

// TryLease takes the lease of a mirror, and returns nil if another program has it.
func TryLease(path string) (*Lease, error) {
	l := flock.New(path+leaseSuffix, flock.SetPermissions(0o600))
	got, err := l.TryLock()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, model.Wrap(err, model.CodeUnavailable, "The lease of the mirror %s cannot be taken.", path)
	}
	if err != nil || !got {
		return nil, nil //nolint:nilnil,nilerr // another program follows, or the mirror was just dropped
	}
	return &Lease{l}, nil
}

// End gives the lease back.
func (l *Lease) End() error {
	if err := l.lock.Unlock(); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The lease of the mirror cannot be given back.")
	}
	return nil
}
