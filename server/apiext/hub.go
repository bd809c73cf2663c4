package apiext

import (
	"context"
	"strconv"
	"sync"
	"time"

	"examdesk/guard"
	"examdesk/wire/spell"
)

// hub tells everybody who listens what has changed. One loop looks at the store,
// however many listen, and none does where nobody listens. A listener that is slow
// misses nothing that still holds: it is told the present state, not each step.
type hub struct {
	// edition identifies the store's present state.
	edition func(context.Context) (string, error)
	pause   time.Duration
	// run tells this process's editions from those of one before it.
	run string

	mu        sync.Mutex
	listeners map[*listener]struct{}
	looking   bool
	closed    bool
	// now is what holds, by the kind of event.
	now map[string]state
}

// state is the last event of a kind.
type state struct {
	number int64
	data   []byte
}

// listener waits for events.
type listener struct {
	// wake has something after anything changed, and is closed when the server stops.
	wake chan struct{}
	told map[string]int64
}

// event is what a listener is told.
type event struct {
	kind string
	data []byte
}

// The kinds of events. Others may be added with [hub.tell].
const (
	kindEdition = "edition"
	kindProblem = "problem"
)

const (
	hubPause = 300 * time.Millisecond
	// maxListeners bounds what the listeners cost.
	maxListeners = 4096
)

func newHub(edition func(context.Context) (string, error), now time.Time) *hub {
	return &hub{
		edition: edition, pause: hubPause, run: strconv.FormatInt(now.UnixNano(), 36), listeners: map[*listener]struct{}{}, now: map[string]state{},
	}
}

// present is the store's edition, as it is told.
func (h *hub) present(ctx context.Context) (string, error) {
	edition, err := h.edition(ctx)
	return h.run + "." + edition, err
}

// join adds a listener; false if there are too many, or the server stops.
func (h *hub) join() (*listener, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.listeners) >= maxListeners {
		return nil, false
	}
	l := &listener{wake: make(chan struct{}, 1), told: map[string]int64{}}
	l.wake <- struct{}{}
	h.listeners[l] = struct{}{}
	if !h.looking {
		h.looking = true
		guard.Start("looking for changes", func() (struct{}, error) {
			ended := false
			defer func() {
				if ended {
					return
				}
				h.mu.Lock() // it panicked: whoever listens next begins again
				h.looking = false
				h.mu.Unlock()
			}()
			h.look()
			ended = true
			return struct{}{}, nil
		})
	}
	return l, true
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
}

// close ends the listening of everybody.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for l := range h.listeners {
		close(l.wake)
	}
	clear(h.listeners)
}

// look looks for changes as long as anybody listens.
func (h *hub) look() {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		edition, err := h.present(ctx)
		cancel()
		if err != nil {
			h.tell(kindProblem, spell.Write(spell.ProblemOf(err)))
		} else {
			h.tell(kindProblem, []byte("null"))
			h.tell(kindEdition, spell.Write(edition))
		}
		time.Sleep(h.pause)
		h.mu.Lock()
		if h.looking = len(h.listeners) > 0; !h.looking {
			clear(h.now) // it may be old by the time somebody listens again
			h.mu.Unlock()
			return
		}
		h.mu.Unlock()
	}
}

// tell has everybody know what holds now of a kind, unless it held before.
func (h *hub) tell(kind string, data []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := h.now[kind]
	if string(was.data) == string(data) {
		return
	}
	h.now[kind] = state{was.number + 1, data}
	for l := range h.listeners {
		select {
		case l.wake <- struct{}{}:
		default: // it is about to look
		}
	}
}

// news is what a listener has not been told yet.
func (h *hub) news(l *listener) (out []event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for kind, s := range h.now {
		if l.told[kind] == s.number {
			continue
		}
		l.told[kind] = s.number
		if kind == kindProblem && string(s.data) == "null" && s.number == 1 {
			continue // there never was one
		}
		out = append(out, event{kind, s.data})
	}
	return out
}
