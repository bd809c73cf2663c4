package view

import "examdesk/tui/theme"

// KeyHint is a key and what it does, in a word for the footer or a sentence
// for the help.
type KeyHint struct {
	Key, Text string
	// Why is the reason for which the key does nothing now; empty if it works.
	Why string
}

// Footer draws what can be pressed on one line. The keys come in the order of
// their use; those at the end go first when there is no room.
func Footer(keys []KeyHint, f Frame) string {
	l := newLine(f).gap(1)
	last := len(keys) - 1
	for i, k := range keys {
		width := hintWidth(k)
		// The last hint leads to all the others, so its place is kept.
		reserve := 0
		if i < last {
			reserve = hintWidth(keys[last])
		}
		if width+reserve > l.room() && i != last {
			continue
		}
		l.hint(k)
	}
	return l.end()
}

func hintWidth(k KeyHint) int { return theme.Width(k.Key) + 1 + theme.Width(k.Text) + 2 }

func (l *line) hint(k KeyHint) {
	if theme.Width(k.Key)+1+theme.Width(k.Text) > l.room() {
		return
	}
	role := theme.Key
	if k.Why != "" {
		role = theme.Dim
	}
	l.put(role, k.Key).gap(1).put(theme.Dim, k.Text).gap(2)
}

// Notice is what happened last, on the line above the keys.
type Notice struct {
	Role theme.Role
	Text string
	// Keys are what can be pressed about it.
	Keys []KeyHint
}

// Draw draws the notice on one line.
func (n Notice) Draw(f Frame) string {
	l := newLine(f).gap(1)
	keys := 0
	for _, k := range n.Keys {
		keys += hintWidth(k)
	}
	l.putIn(n.Role, n.Text, max(l.room()/2, l.room()-keys-2)).gap(2)
	for _, k := range n.Keys {
		l.hint(k)
	}
	return l.end()
}
