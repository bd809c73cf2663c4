package tui

import (
	"time"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/theme"
)

// note is what the desk says last. It goes by itself after a while, or when the
// next one comes.
type note struct {
	kind host.Kind
	text string
	seq  int
}

type noteMsg struct{ seq int }

// noteTime returns how long a note stays, longer for what is to be acted upon.
func noteTime(k host.Kind) time.Duration {
	if k == host.Bad || k == host.Hint {
		return 12 * time.Second
	}
	return 4 * time.Second
}

func (n *note) set(k host.Kind, text string) {
	n.kind, n.text = k, model.Clean(text)
	n.seq++
}

// expire removes a note, unless another one came since.
func (n *note) expire(seq int) bool {
	if seq != n.seq || n.text == "" {
		return false
	}
	n.text = ""
	return true
}

// fitting returns the first of some texts that has room, else the last one.
func fitting(room int, text string, shorter ...string) string {
	for len(shorter) > 0 && theme.Width(text) > room {
		text, shorter = shorter[0], shorter[1:]
	}
	return text
}
