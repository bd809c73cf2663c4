package cli

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"examdesk/model"
)

// tally is what a run has done so far, for the sentence that an interrupted
// person is told.
type tally struct {
	mu          sync.Mutex
	done, total int
	notes       []string
	stores      []model.StoreReader
}

// tallyKey is the key of a run's tally in its context.
type tallyKey struct{}

// tallyOf is the tally of a run; one that nobody reads outside of a run.
func tallyOf(ctx context.Context) *tally {
	if t, is := ctx.Value(tallyKey{}).(*tally); is {
		return t
	}
	return &tally{}
}

// of says how many of how many attempts are done.
func (t *tally) of(done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done, t.total = done, total
}

// note keeps a sentence about something that is done and stays done.
func (t *tally) note(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// opened keeps a store, which knows what was written to it.
func (t *tally) opened(s model.StoreReader) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stores = append(t.stores, s)
}

// interrupted says what was done and what was not.
func (t *tally) interrupted() string {
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

// errNotReached is that of a part of a command that an interruption left out.
func errNotReached() error {
	return model.Errorf(model.CodeInterrupted, "Not done: the command was interrupted.")
}
