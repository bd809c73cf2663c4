package kit

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"examdesk/model"
)

// Tally is what a run has done so far, for the message after an interruption.
type Tally struct {
	mu          sync.Mutex
	done, total int
	notes       []string
	stores      []model.StoreReader
}

// TallyKey is the key of a run's tally in its context.
type TallyKey struct{}

// TallyOf returns the tally of a run; outside a run, one that no one reads.
func TallyOf(ctx context.Context) *Tally {
	if t, is := ctx.Value(TallyKey{}).(*Tally); is {
		return t
	}
	return &Tally{}
}

// Of states how many of how many attempts are done.
func (t *Tally) Of(done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done, t.total = done, total
}

// Note keeps a sentence about something that is done and stays done.
func (t *Tally) Note(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// Opened keeps a store, which knows what was written to it.
func (t *Tally) Opened(s model.StoreReader) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stores = append(t.stores, s)
}

// Interrupted describes what was done and what was not.
func (t *Tally) Interrupted() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	written := int64(0)
	for _, s := range t.stores {
		written += s.Written()
	}
	said := append([]string{"Interrupted."}, t.notes...)
	switch left := t.total - t.done; {
	case t.total > 0 && left == 1:
		said = append(said, fmt.Sprintf("%d of %d attempts are done; the other one was not changed.", t.done, t.total))
	case t.total > 0:
		said = append(said, fmt.Sprintf("%d of %d attempts are done; the other %d were not changed.", t.done, t.total, left))
	case written == 1:
		said = append(said, "One change had been made and stays; nothing else was changed.")
	case written > 1:
		said = append(said, fmt.Sprintf("%d changes had been made and stay; nothing else was changed.", written))
	case len(t.notes) > 0:
		said = append(said, "Nothing else was changed.")
	default:
		said = append(said, "Nothing was changed.")
	}
	return strings.Join(said, " ")
}

// ErrNotReached returns the error for a part of a command that an interruption left
// out.
func ErrNotReached() error {
	return model.Errorf(model.CodeInterrupted, "Not done: the command was interrupted.")
}
