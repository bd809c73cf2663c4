package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/paint"
)

// Terminal is where the desk is shown.
type Terminal struct {
	In  io.Reader
	Out io.Writer
	// Around is what it runs in.
	Around paint.Around
}

// Run shows the desk until the person quits, the context ends or the process is
// told to end. In each case what is on its way to the store is waited for, and
// the terminal is left as it was.
func Run(ctx context.Context, d Deps, t Terminal) error {
	// Requests outlive neither the desk nor a panic in it.
	requests, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	d = d.WithDefaults()
	var p *tea.Program
	painter := paint.New(t.Out, t.Around, func(err error) {
		end := host.Stamped{At: d.Clock(), Msg: Shutdown{}}
		_ = errors.As(err, &end.Fault)
		p.Send(end)
	})
	d.CopyByTerminal = painter.Copy
	m := newRoot(requests, d)
	// The library's own drawing is dropped, so it need not wake up for it.
	p = tea.NewProgram(painted{m, painter}, tea.WithAltScreen(), tea.WithInput(t.In), tea.WithOutput(painter.Output()), tea.WithoutSignalHandler(), tea.WithFPS(1))
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGHUP, os.Interrupt)
	defer signal.Stop(ends)
	over := make(chan struct{})
	defer close(over)
	guard.Start("waiting for the end", func() (struct{}, error) {
		select {
		case <-ends:
		case <-ctx.Done():
		case <-over:
			return struct{}{}, nil
		}
		p.Send(Shutdown{})
		return struct{}{}, nil
	})
	_, err := p.Run()
	if e := painter.Close(); err == nil {
		err = e
	}
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return model.Wrap(err, model.CodeInternal, "The desk failed and was closed. Decisions that were not confirmed are in the journal.")
	case err != nil:
		return model.Wrap(err, model.CodeInternal, "The terminal can no longer be used. Decisions that were not confirmed are in the journal.")
	case len(m.faults) > 0:
		return model.Wrap(&CrashError{m.faults}, model.CodeInternal,
			"A part of the desk failed while %s. Decisions that were not confirmed are in the journal.", m.faults[0].Doing)
	}
	return nil
}

// painted is the desk as Bubble Tea runs it: what it draws goes to the painter.
type painted struct {
	*root
	painter *paint.Painter
}

// Update takes one message in.
func (p painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		p.painter.Resize(size.Width, size.Height)
	}
	_, cmd := p.root.Update(msg)
	return p, cmd
}

// View hands the frame to the painter and draws nothing itself.
func (p painted) View() string {
	p.painter.Show(p.root.View())
	return ""
}

// CrashError reports failures inside the desk that did not stop it.
type CrashError struct{ faults []*host.Fault }

// Error describes what was being done when it first failed.
func (e *CrashError) Error() string { return e.faults[0].Error() }

// Trace returns where the desk failed, for whoever fixes it. It contains no data.
func (e *CrashError) Trace() string {
	var b strings.Builder
	for _, f := range e.faults {
		b.WriteString(f.Trace())
	}
	return b.String()
}
