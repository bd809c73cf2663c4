package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// leaveMode is what happens to held decisions when the desk closes.
type leaveMode int

const (
	leaveAsking leaveMode = iota
	leaveSending
	leaveUndoing
	leaveKeeping
)

// leaving is a desk that is asked to close.
type leaving struct{ mode leaveMode }

// Shutdown is the message that closes the desk without a question: what is on
// its way is waited for, what is held stays in the journal and is asked about
// at the next start. It stands for SIGTERM and SIGHUP.
type Shutdown struct{}

// leavePatience is how long a shutdown waits for what is on its way. What is
// not answered by then is in the journal.
const leavePatience = 5 * time.Second

// askQuit closes the desk, or asks what becomes of decisions that are not
// settled.
func (m *root) askQuit() tea.Cmd {
	if len(m.holds.items) == 0 && m.writing == 0 {
		return tea.Quit
	}
	m.leave = &leaving{}
	return m.grace.begin(m.env)
}

// interrupt is ctrl-c: it closes what is open, then the desk, which asks if
// something is held; there a second one closes it and leaves that in the
// journal.
func (m *root) interrupt() tea.Cmd {
	switch {
	case m.leave != nil:
	case m.dialog != nil:
		return m.closeDialog()
	case m.over != nil:
		return m.closeOver()
	}
	if m.leave == nil {
		return m.askQuit()
	}
	return m.shutdown()
}

func (m *root) shutdown() tea.Cmd {
	m.leave = &leaving{mode: leaveKeeping}
	return m.later(leavePatience, deadlineMsg{})
}

func (m *root) quitSend() tea.Cmd {
	m.leave.mode = leaveSending
	var cmds []tea.Cmd
	for _, h := range m.holds.in(holdFailed) {
		if h.conflict == nil {
			cmds = append(cmds, m.holds.retry(h))
		}
	}
	return tea.Batch(cmds...)
}

// quitUndo takes everything of this session back, also what could not be sent.
func (m *root) quitUndo() tea.Cmd {
	m.leave.mode = leaveUndoing
	var cmds []tea.Cmd
	for _, h := range m.holds.in(holdFailed) {
		cmds = append(cmds, m.holds.withdraw(h))
	}
	return tea.Batch(cmds...)
}

// quitKeep leaves everything in the journal.
func (m *root) quitKeep() tea.Cmd { return m.shutdown() }

func (m *root) quitStay() tea.Cmd {
	if m.leave.mode == leaveKeeping {
		return nil // a shutdown is not for the person to stop
	}
	m.leave = nil
	// What came due while the question stood was not sent; it is now.
	var cmds []tea.Cmd
	for _, h := range m.holds.in(holdWaiting) {
		if !h.held.SendAt.After(m.now) {
			cmds = append(cmds, m.holds.send(h))
		}
	}
	return tea.Batch(cmds...)
}

// leaveIfDone closes the desk once nothing is on its way. What could not be
// sent or undone keeps the desk open and says why.
func (m *root) leaveIfDone() tea.Cmd {
	if m.leave == nil || m.leave.mode == leaveAsking {
		return nil
	}
	var cmds []tea.Cmd
	for _, h := range m.holds.in(holdWaiting) {
		switch m.leave.mode {
		case leaveSending:
			cmds = append(cmds, m.holds.send(h))
		case leaveUndoing:
			cmds = append(cmds, m.holds.withdraw(h))
		case leaveAsking, leaveKeeping:
		}
	}
	if len(cmds) > 0 {
		m.dirty = true
		return tea.Batch(cmds...)
	}
	if m.holds.writes() > 0 || m.writing > 0 {
		return nil
	}
	if m.leave.mode != leaveKeeping && m.holds.newest(holdFailed) != nil {
		m.leave, m.dirty = nil, true
		return nil
	}
	return tea.Quit
}
