package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// Terminal is where the desk is shown.
type Terminal struct {
	In  io.Reader
	Out io.Writer
}

// Run shows the desk until the person quits, the context ends or the process is
// told to end. In each case what is on its way to the store is waited for, and
// the terminal is left as it was.
func Run(ctx context.Context, d Deps, t Terminal) error {
	// Requests outlive neither the desk nor a panic in it.
	requests, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	m := newRoot(requests, d)
	p := tea.NewProgram(m, tea.WithAltScreen(), tea.WithInput(t.In), tea.WithOutput(t.Out), tea.WithoutSignalHandler(), tea.WithFPS(120))
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGHUP, os.Interrupt)
	defer signal.Stop(ends)
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-ends:
		case <-ctx.Done():
		case <-over:
			return
		}
		p.Send(Shutdown{})
	}()
	_, err := p.Run()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return model.Wrap(err, model.CodeInternal, "The desk failed and was closed. Decisions that were not confirmed are in the journal.")
	case err != nil:
		return model.Wrap(err, model.CodeInternal, "The terminal cannot be used any more. Decisions that were not confirmed are in the journal.")
	case len(m.faults) > 0:
		return model.Wrap(&CrashError{m.faults}, model.CodeInternal,
			"A part of the desk failed while %s. Decisions that were not confirmed are in the journal.", m.faults[0].doing)
	}
	return nil
}

// CrashError is what failed inside the desk while it went on.
type CrashError struct{ faults []*fault }

// Error says what was being done when it failed first.
func (e *CrashError) Error() string { return e.faults[0].Error() }

// Trace is where the desk failed, for whoever mends it. It holds no data.
func (e *CrashError) Trace() string {
	var b strings.Builder
	for _, f := range e.faults {
		fmt.Fprintf(&b, "while %s:\n%s\n", f.doing, f.stack)
	}
	return b.String()
}
