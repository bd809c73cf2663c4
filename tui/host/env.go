package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/guard"
)

// Env is what the parts of the desk share. It never changes.
type Env struct {
	Deps
	// Ctx ends with the program; requests are made under it.
	Ctx context.Context
}

// WriteContext returns what changes are made under: what is on its way is not broken
// off because the desk closes.
func (e *Env) WriteContext() context.Context { return context.WithoutCancel(e.Ctx) }

// Stamped is a message with the moment at which it was made.
type Stamped struct {
	At    time.Time
	Msg   tea.Msg
	Fault *Fault
}

// Fault is a panic in a command. Bubble Tea would print it into the alternate
// screen, where it vanishes; the desk shows a failure instead and keeps this
// for after the screen is left.
type Fault = guard.Panic

// Later delivers a message after a while.
func (e *Env) Later(d time.Duration, msg tea.Msg) tea.Cmd {
	wait, clock := e.After(max(d, 0), msg), e.Clock
	if wait == nil {
		return nil
	}
	return func() tea.Msg {
		due := wait()
		if due == nil {
			return nil
		}
		return Stamped{At: clock(), Msg: due}
	}
}
