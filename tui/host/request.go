package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/guard"
	"examdesk/model"
)

// Lane tracks the requests of one kind, of which only the latest counts.
type Lane struct {
	id     int
	cancel context.CancelFunc
}

// Begin cancels the request before and numbers a new one.
func (l *Lane) Begin(parent context.Context) (context.Context, int) {
	l.Stop()
	ctx, cancel := context.WithCancel(parent)
	l.id++
	l.cancel = cancel
	return ctx, l.id
}

// Stop cancels the request under way; its answer will be treated as late.
func (l *Lane) Stop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
		l.id++
	}
}

// Awaits reports whether an answer is one that is waited for, of several that a
// request has.
func (l *Lane) Awaits(id int) bool { return l.cancel != nil && id == l.id }

// Settle reports whether an answer is the one waited for, and ends the waiting.
func (l *Lane) Settle(id int) bool {
	if !l.Awaits(id) {
		return false
	}
	l.cancel()
	l.cancel = nil
	return true
}

// Busy reports whether an answer is waited for.
func (l *Lane) Busy() bool { return l.cancel != nil }

// Reply is a message for whoever asked under its number.
type Reply struct {
	To  int
	Msg tea.Msg
}

// Ask makes the command that asks a question and gives the answer, as a message,
// to the taker. Both functions must hold values only, never parts of the desk.
func Ask[T any](h Host, to Taker, doing string, question func() (T, error), tell func(T, error) tea.Msg) tea.Cmd {
	id, clock := h.Await(to), h.Env().Clock
	return func() tea.Msg {
		answer, broken, err := attempt(doing, question)
		return Stamped{At: clock(), Msg: Reply{To: id, Msg: tell(answer, err)}, Fault: broken}
	}
}

// attempt turns a panic into an error.
func attempt[T any](doing string, question func() (T, error)) (answer T, broken *Fault, err error) {
	defer func() {
		if r := recover(); r != nil {
			broken = guard.Caught(doing, r)
			err = model.Wrap(broken, model.CodeInternal, "The desk itself failed while %s.", doing)
		}
	}()
	answer, err = question()
	return answer, nil, err
}

// Wait gives the taker a message after a while.
func Wait(h Host, to Taker, d time.Duration, msg tea.Msg) tea.Cmd {
	return h.Env().Later(d, Reply{To: h.Await(to), Msg: msg})
}
