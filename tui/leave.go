package tui

import (
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// leaveMode is what happens to held decisions when the desk closes.
type leaveMode int

const (
	leaveAsking leaveMode = iota
	leaveSending
	leaveUndoing
	leaveKeeping
)

// leaving is the question at the end. It is on the stack while the desk is asked to
// close.
type leaving struct {
	host.Plain
	h    host.Host
	held *held.Decisions
	// writes counts changes that are on their way.
	writes int
	open   bool
	mode   leaveMode
}

// Shutdown is the message that closes the desk without a question: what is on
// its way is waited for, what is held stays in the journal and is asked about
// at the next start. It stands for SIGTERM and SIGHUP.
type Shutdown struct{}

type deadlineMsg struct{}

// leavePatience is how long a shutdown waits for what is on its way. What is
// not answered by then is in the journal.
const leavePatience = 5 * time.Second

var inQuit = &host.Place{Name: "quit", Title: "Quitting", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*leaving) Place() *host.Place { return inQuit }

// Stop implements [host.Screen].
func (l *leaving) Stop() { l.open = false }

func (l *leaving) show(mode leaveMode) tea.Cmd {
	l.mode = mode
	if l.open {
		return nil
	}
	l.open = true
	return l.h.Push(l)
}

// ask closes the desk, or asks what becomes of decisions that are not settled.
func (l *leaving) ask() tea.Cmd {
	switch {
	case len(l.held.Items) > 0:
		return l.show(leaveAsking)
	case l.writes > 0:
		return l.shutdown()
	}
	return tea.Quit
}

func (l *leaving) shutdown() tea.Cmd {
	return tea.Batch(l.show(leaveKeeping), l.h.Env().Later(leavePatience, deadlineMsg{}))
}

// paused reports whether nothing is sent because the person is deciding whether to
// undo it.
func (l *leaving) paused() bool {
	return l.open && (l.mode == leaveKeeping || l.mode == leaveAsking)
}

func (l *leaving) already() string {
	if l.open && l.mode != leaveAsking {
		return "The desk closes as soon as everything is saved."
	}
	return ""
}

func (l *leaving) send() tea.Cmd {
	l.mode = leaveSending
	var cmds []tea.Cmd
	for _, h := range l.held.In(held.Failed) {
		if h.Conflict == nil {
			cmds = append(cmds, l.held.Retry(h))
		}
	}
	return tea.Batch(cmds...)
}

// undo takes everything of this session back, also what could not be sent.
func (l *leaving) undo() tea.Cmd {
	l.mode = leaveUndoing
	var cmds []tea.Cmd
	for _, h := range l.held.In(held.Failed) {
		cmds = append(cmds, l.held.Withdraw(h))
	}
	return tea.Batch(cmds...)
}

func (l *leaving) stay() tea.Cmd {
	if l.mode == leaveKeeping {
		return nil // the person cannot stop a shutdown
	}
	// What came due while the question stood was not sent; it is now.
	cmds := []tea.Cmd{l.h.Pop(l)}
	for _, h := range l.held.In(held.Waiting) {
		if !h.Held.SendAt.After(l.h.Now()) {
			cmds = append(cmds, l.held.Send(h))
		}
	}
	return tea.Batch(cmds...)
}

// goOn closes the desk once nothing is on its way. What could not be sent or undone
// keeps the desk open and says why.
func (l *leaving) goOn() tea.Cmd {
	if !l.open || l.mode == leaveAsking {
		return nil
	}
	var cmds []tea.Cmd
	for _, h := range l.held.In(held.Waiting) {
		switch l.mode {
		case leaveSending:
			cmds = append(cmds, l.held.Send(h))
		case leaveUndoing:
			cmds = append(cmds, l.held.Withdraw(h))
		case leaveAsking, leaveKeeping:
		}
	}
	if len(cmds) > 0 {
		l.h.Redraw()
		return tea.Batch(cmds...)
	}
	if l.held.Writes()+l.writes > 0 {
		return nil
	}
	if l.mode != leaveKeeping && l.held.Newest(held.Failed) != nil {
		l.h.Redraw()
		return l.h.Pop(l)
	}
	return tea.Quit
}

// Draw implements [host.Screen].
func (l *leaving) Draw(f view.Frame) []string {
	q := view.Question{Title: "Quit?", Keys: l.h.Hints(l)}
	fact := func(role theme.Role, label string, n int, text string) {
		if n > 0 {
			q.Facts = append(q.Facts, view.Fact{Label: label, Text: model.Counted(n, "decision") + " " + text, Role: role})
		}
	}
	fact(theme.Warn, "Held", len(l.held.In(held.Waiting)), "can still be undone")
	fact(theme.Warn, "On its way", l.held.Writes(), "under way")
	if l.writes > 0 {
		q.Facts = append(q.Facts, view.Fact{Label: "Changes", Text: strconv.Itoa(l.writes) + " on their way", Role: theme.Warn})
	}
	fact(theme.Bad, "Failed", len(l.held.In(held.Failed)), "could not be sent")
	fact(theme.Dim, "Earlier", len(l.held.In(held.Found)), "left by an earlier session")
	if l.mode != leaveAsking {
		q.Title = "Closing as soon as everything is saved" + l.h.Env().Theme.Glyphs().More
	} else {
		q.Remark = "What is kept is in the journal: nothing is lost, and the next session asks about it."
	}
	return q.Draw(f)
}

func (l *leaving) part() host.Part {
	here, already := host.In("quit"), host.Say(l.already)
	return host.Part{Places: []*host.Place{inQuit}, Bindings: []host.Binding{
		{Keys: []string{"s"}, Short: "send now and quit", Help: "send held decisions and quit", Group: host.GroupDesk, Where: here, Foot: 10, Why: already, Run: host.Run(l.send)},
		{Keys: []string{"u"}, Short: "undo them and quit", Help: "undo held decisions and quit", Group: host.GroupDesk, Where: here, Foot: 20, Why: already, Run: host.Run(l.undo)},
		{Keys: []string{"k"}, Short: "keep them and quit", Help: "quit; the next start asks about decisions that are held", Group: host.GroupDesk, Where: here, Foot: 25, Why: already, Run: host.Run(l.shutdown)},
		{Keys: []string{"esc", "n"}, Label: "esc", Short: "stay", Help: "stay", Group: host.GroupDesk, Where: here, Foot: 30, Run: host.Run(l.stay)},
	}}
}
