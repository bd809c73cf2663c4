package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// keys takes keys in. What was typed fast arrives as one message of several
// letters; each of them is a key of its own. A paste is text and never keys.
func (m *root) keys(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) <= 1 {
		return m.key(msg)
	}
	cmds := make([]tea.Cmd, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

func (m *root) key(k tea.KeyMsg) tea.Cmd {
	m.dirty = true
	s := m.spot()
	if k.Type == tea.KeyCtrlC {
		return m.interrupt()
	}
	if s&askingSpots != 0 && k.Type != tea.KeyEsc && k.Type != tea.KeyCtrlL && !m.grace.over {
		return m.grace.disturbed(m.env)
	}
	if k.Paste {
		return m.paste(k)
	}
	if b := m.keymap.find(s, k.String()); b != nil {
		return m.press(b, k)
	}
	if s&typingSpots != 0 {
		return m.typed(k)
	}
	return nil
}

// press does what a binding says, or says why it cannot.
func (m *root) press(b *binding, k tea.KeyMsg) tea.Cmd {
	if why := b.reason(m); why != "" {
		return m.say(noteInfo, why)
	}
	m.pressed = k.String()
	return b.run(m)
}

// paste puts a pasted text where text is typed, and nowhere else.
func (m *root) paste(k tea.KeyMsg) tea.Cmd {
	if m.spot()&typingSpots == 0 {
		return nil
	}
	return m.typed(k)
}

func (m *root) typed(k tea.KeyMsg) tea.Cmd {
	if d, ok := m.dialog.(deciding); ok && d.spot() == inReason {
		d.line().typed(k)
		return nil
	}
	switch d := m.dialog.(type) {
	case *change:
		d.typed(k)
		return nil
	case *grant:
		d.typed(k)
		return nil
	}
	if t, ok := m.over.(typist); ok {
		return t.typed(k)
	}
	return nil
}

// spot is where the keys go now: to what lies on top.
func (m *root) spot() spot {
	switch {
	case m.leave != nil:
		return inQuit
	case m.dialog != nil:
		return m.dialog.spot()
	case m.over != nil:
		return m.over.spot()
	}
	return m.under()
}

// under is what lies under prompts and dialogs.
func (m *root) under() spot {
	if m.screen != nil {
		return inAttempt
	}
	if m.board != nil {
		return m.board.spot()
	}
	return inList
}

// grace is the time in which a dialog that has just opened takes no keys, so
// that what was typed ahead confirms nothing unseen. It ends when the dialog
// has been drawn and the keyboard has been quiet.
type grace struct {
	seq   int
	drawn bool
	over  bool
}

type graceMsg struct{ seq int }

// gracePause is how long the keyboard must be quiet.
const gracePause = 250 * time.Millisecond

func (g *grace) begin(e *env) tea.Cmd {
	*g = grace{seq: g.seq + 1}
	return e.later(gracePause, graceMsg{seq: g.seq})
}

// disturbed swallows a key and waits for quiet again.
func (g *grace) disturbed(e *env) tea.Cmd {
	g.seq++
	return e.later(gracePause, graceMsg{seq: g.seq})
}

func (m *root) graceOver(msg graceMsg) tea.Cmd {
	if msg.seq != m.grace.seq || m.grace.over {
		return nil
	}
	if !m.grace.drawn {
		return m.grace.disturbed(m.env)
	}
	m.grace.over, m.dirty = true, true
	return nil
}

// show opens a dialog.
func (m *root) show(d layer) tea.Cmd {
	m.dialog = d
	return m.grace.begin(m.env)
}

// nextDialog opens a dialog that waits, when nothing else is open: it would
// take the keys of whatever the person is at.
func (m *root) nextDialog() tea.Cmd {
	if len(m.queue) == 0 || m.dialog != nil || m.over != nil || m.leave != nil {
		return nil
	}
	d := m.queue[0]
	m.queue = m.queue[1:]
	m.dirty = true
	return m.show(d)
}

func (m *root) closeDialog() tea.Cmd {
	if s, ok := m.dialog.(stopper); ok {
		s.stop()
	}
	m.dialog = nil
	return nil
}

func (m *root) closeOver() tea.Cmd {
	if s, ok := m.over.(stopper); ok {
		s.stop()
	}
	m.over = nil
	return nil
}
