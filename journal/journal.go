package journal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"examdesk/files"
	"examdesk/model"
)

const (
	// DefaultHold is how long a decision can be undone by default.
	DefaultHold = 8 * time.Second
	// remembered is how many settled decisions are known by their outcome.
	remembered = 1000
)

// Config holds where a journal is and which store it belongs to.
type Config struct {
	// Dir is the directory of the journals, preferably in the user's state directory on
	// a local disk. It is created when the first decision is taken.
	Dir string
	// Store identifies the store and is the same at each start, wherever the store is.
	// Only a hash of it is written.
	Store string
	// Also lists other names under which decisions on this store may be kept: by
	// earlier versions, or before it had its current name.
	Also []string
	// Place is where the store is now, for people to read.
	Place string
	// Elsewhere reports whether there is another store at a place. Decisions that were
	// taken there under a name in Also are left to that store.
	Elsewhere func(place string) bool
	// Reviewer is the username of the person who decides. Another person's decision
	// that is found is not sent for them.
	Reviewer string
	// Hold is how long a decision can be undone; [DefaultHold] if 0.
	Hold time.Duration
	// Clock, FS and NewID default to the machine's own. An id consists of letters and
	// digits and is unique.
	Clock Clock
	FS    FS
	NewID func() string
}

// Journal keeps decisions. It implements [model.DecisionKeeper] and may be used
// from several goroutines at once.
type Journal struct {
	cfg     Config
	decider model.Decider
	// store is the hash of Config.Store, also are those of Config.Also.
	store string
	also  map[string]bool

	// mu guards the following fields and the writing of records. It is never held while
	// the store is asked, so that taking a decision does not wait for another to be
	// sent.
	mu     sync.Mutex
	log    *logFile
	book   *book
	closed bool
}

var _ model.DecisionKeeper = (*Journal)(nil)

// Open opens the journal of a store and takes over what earlier processes left behind;
// see [Journal.Adopt]. Nothing is written until there is something to take over or a
// decision is taken.
func Open(ctx context.Context, cfg Config, decider model.Decider) (*Journal, error) {
	if cfg.Dir == "" || cfg.Store == "" || decider == nil {
		return nil, model.Errorf(model.CodeInvalid, "A journal needs a directory, a store and a reviewer.")
	}
	if err := files.CheckPresent(cfg.Dir); files.Refused(err, "") != nil {
		return nil, files.Refused(err, "The journal")
	}
	j := &Journal{cfg: withDefaults(cfg), decider: decider, store: keyOf(cfg.Store), also: map[string]bool{}, book: newBook()}
	for _, name := range cfg.Also {
		j.also[keyOf(name)] = true
	}
	if _, err := j.Adopt(ctx); err != nil {
		return nil, errors.Join(err, j.letGo())
	}
	return j, nil
}

// keyOf returns the hash after which a store's files are named.
func keyOf(store string) string {
	sum := sha256.Sum256([]byte(store))
	return hex.EncodeToString(sum[:12])
}

// letGo leaves the file to the next process.
func (j *Journal) letGo() error {
	if j.log == nil {
		return nil
	}
	return errors.Join(j.log.file.Close(), j.log.release())
}

func withDefaults(cfg Config) Config {
	if cfg.Hold == 0 {
		cfg.Hold = DefaultHold
	}
	if cfg.Clock == nil {
		cfg.Clock = SystemClock{}
	}
	if cfg.FS == nil {
		cfg.FS = OSFS{}
	}
	if cfg.Elsewhere == nil {
		cfg.Elsewhere = func(string) bool { return false }
	}
	if cfg.NewID == nil {
		cfg.NewID = rand.Text
	}
	return cfg
}

// Close ends the journal. It sends nothing: what still waits is found by the
// next process. It waits for what is on its way to the store; if ctx ends
// first, the journal stays locked, so that no one takes over a decision that is
// under way, and Close can be called again.
func (j *Journal) Close(ctx context.Context) error {
	j.mu.Lock()
	j.closed = true
	flights := j.flights()
	j.mu.Unlock()
	for _, f := range flights {
		select {
		case <-f.done:
		case <-ctx.Done():
			return model.Wrap(ctx.Err(), model.CodeUnavailable, "A decision is still on its way to the store.")
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.log == nil {
		return nil
	}
	log := j.log
	j.log = nil
	return j.discard(ctx, log)
}

// flights returns the questions to the store that are under way.
func (j *Journal) flights() []*flight {
	var out []*flight
	for _, e := range j.book.open {
		if e.flight != nil {
			out = append(out, e.flight)
		}
	}
	return out
}

// ready refuses calls after Close or with an ended context.
func (j *Journal) ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "Cancelled before it began; nothing was changed.")
	}
	if j.closed {
		return model.Errorf(model.CodeUnavailable, "The journal is closed; nothing was changed.")
	}
	return nil
}

// open returns a decision that is not settled. For one that is settled, or was never
// taken, it returns the outcome and an error that says so.
func (j *Journal) open(id string) (*entry, outcome, error) {
	if e := j.book.open[id]; e != nil {
		return e, outcome{}, nil
	}
	o, known := j.book.settled[id]
	switch {
	case !known:
		return nil, o, model.Errorf(model.CodeNotFound, "There is no such decision here.")
	case o.kind == kindClosed:
		return nil, o, model.Errorf(model.CodeConflict, "The decision has been applied already.")
	}
	return nil, o, model.Errorf(model.CodeConflict, "The decision has been withdrawn.")
}

// settle records how a decision ended. The store's confirmation is final even if it
// cannot be written: when read back, the decision counts as one that may have been
// sent, and sending it again changes nothing.
func (j *Journal) settle(id string, o outcome) error {
	err := j.log.append(record{Kind: o.kind, ID: id})
	if err != nil && o.kind != kindClosed {
		return err
	}
	j.book.settle(id, o)
	j.book.forget(remembered)
	if len(j.book.open) == 0 {
		j.log.purge()
	}
	return nil
}
