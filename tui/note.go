package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
)

// noteKind is what a note is about, from which its look follows.
type noteKind int

const (
	noteInfo noteKind = iota
	noteGood
	noteBad
	// noteHint says what the person may have to do themselves.
	noteHint
)

func (k noteKind) role() theme.Role {
	switch k {
	case noteGood:
		return theme.Good
	case noteBad:
		return theme.Bad
	case noteInfo, noteHint:
	}
	return theme.Info
}

// note is what the desk says last. It goes by itself after a while, or when the
// next one comes.
type note struct {
	kind noteKind
	text string
	seq  int
}

type noteMsg struct{ seq int }

// noteTime is how long a note stays, longer for what is to be
// acted upon.
func noteTime(k noteKind) time.Duration {
	if k == noteBad || k == noteHint {
		return 12 * time.Second
	}
	return 4 * time.Second
}

func (n *note) set(k noteKind, text string) {
	n.kind, n.text = k, model.Clean(text)
	n.seq++
}

// expire takes a note away, unless another one came since.
func (n *note) expire(seq int) bool {
	if seq != n.seq || n.text == "" {
		return false
	}
	n.text = ""
	return true
}

// say shows a note for a while.
func (m *root) say(k noteKind, text string) tea.Cmd {
	m.note.set(k, text)
	m.dirty = true
	return m.later(noteTime(k), noteMsg{seq: m.note.seq})
}
