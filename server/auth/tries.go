package auth

import (
	"sync"
	"time"
)

// guess is who tries a secret: a client id from one address, so that wrong guesses
// from elsewhere do not lock an application out.
type guess struct{ id, host string }

// tries bound how often a client id may be tried with a wrong secret from one
// address.
type tries struct {
	mu    sync.Mutex
	since map[guess][]time.Time
}

const (
	maxWrong  = 5
	wrongSpan = time.Minute
	// maxGuesses bounds the memory of guesses at ids: then all wait. A slow hash, one
	// at a time, stays far below it within a minute.
	maxGuesses = 10_000
)

// begin reports whether a guess may be made, and counts it as a wrong one until
// [tries.right]: guesses made at the same time count as well.
func (t *tries) begin(g guess, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	if len(t.since[g]) >= maxWrong || len(t.since) >= maxGuesses {
		return false
	}
	if t.since == nil {
		t.since = map[guess][]time.Time{}
	}
	t.since[g] = append(t.since[g], now)
	return true
}

// right takes the last guess back: it was not a wrong one.
func (t *tries) right(g guess) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if list := t.since[g]; len(list) > 0 {
		t.since[g] = list[:len(list)-1]
	}
}

// forget drops what is older than the span.
func (t *tries) forget(now time.Time) {
	for g, list := range t.since {
		for len(list) > 0 && now.Sub(list[0]) >= wrongSpan {
			list = list[1:]
		}
		if t.since[g] = list; len(list) == 0 {
			delete(t.since, g)
		}
	}
}
