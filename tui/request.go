package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/guard"
	"examdesk/model"
)

// env is what the parts of the desk share. It never changes.
type env struct {
	Deps
	// ctx ends with the program; requests are made under it.
	ctx context.Context
}

// lane is the requests of one kind, of which only the last one counts.
type lane struct {
	id     int
	cancel context.CancelFunc
}

// begin cancels the request before and numbers a new one.
func (l *lane) begin(parent context.Context) (context.Context, int) {
	l.stop()
	ctx, cancel := context.WithCancel(parent)
	l.id++
	l.cancel = cancel
	return ctx, l.id
}

// stop cancels what is under way; its answer will be taken for a late one.
func (l *lane) stop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
		l.id++
	}
}

// awaits tells whether an answer is one that is waited for, of several that a
// request has.
func (l *lane) awaits(id int) bool { return l.cancel != nil && id == l.id }

// settle tells whether an answer is the one waited for, and ends the waiting.
func (l *lane) settle(id int) bool {
	if !l.awaits(id) {
		return false
	}
	l.cancel()
	l.cancel = nil
	return true
}

// busy tells whether an answer is waited for.
func (l *lane) busy() bool { return l.cancel != nil }

// stamped is a message with the moment at which it was made.
type stamped struct {
	at    time.Time
	msg   tea.Msg
	fault *fault
}

// fault is a panic in a command. Bubble Tea would print it into the alternate
// screen, where it vanishes; the desk shows a failure instead and keeps this
// for after the screen is left.
type fault = guard.Panic

// ask makes the command that asks a question and tells the answer as a
// message. Both functions must hold values only, never parts of the desk.
func ask[T any](e *env, doing string, question func() (T, error), tell func(T, error) tea.Msg) tea.Cmd {
	clock := e.Clock
	return func() tea.Msg {
		answer, broken, err := attempt(doing, question)
		return stamped{at: clock(), msg: tell(answer, err), fault: broken}
	}
}

// attempt turns a panic into an error.
func attempt[T any](doing string, question func() (T, error)) (answer T, broken *fault, err error) {
	defer func() {
		if r := recover(); r != nil {
			broken = guard.Caught(doing, r)
			err = model.Wrap(broken, model.CodeInternal, "The desk itself failed while %s.", doing)
		}
	}()
	answer, err = question()
	return answer, nil, err
}

// later delivers a message after a while.
func (e *env) later(d time.Duration, msg tea.Msg) tea.Cmd {
	wait, clock := e.After(max(d, 0), msg), e.Clock
	if wait == nil {
		return nil
	}
	return func() tea.Msg {
		due := wait()
		if due == nil {
			return nil
		}
		return stamped{at: clock(), msg: due}
	}
}
