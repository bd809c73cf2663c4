package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// reason draws the field for the reviewer's note on one line.
func (d dialog) reason(st DecisionState) string {
	l := newLine(d.f).gap(2).cell(theme.Dim, "Reason", d.label)
	if !st.EditingReason {
		if st.Reason == "" {
			return l.put(theme.Dim, "none").end()
		}
		return l.put(theme.Text, st.Reason).end()
	}
	used := strconv.Itoa(len([]rune(st.Reason))) + "/" + strconv.Itoa(model.MaxReason)
	width := max(1, l.room()-len(used)-4)
	l.put(theme.Accent, d.g.Cursor+" ")
	end := l.used + width
	input(l, st.Reason, st.Caret, width)
	return l.to(end).tail(span{theme.Dim, used + " "}).end()
}

// Input draws a line of typed text with its caret, scrolled so that the caret
// is in sight. The caret is a position in characters.
func Input(text string, caret int, f Frame) string {
	l := newLine(f)
	input(l, text, caret, f.Width)
	return l.end()
}

func input(l *line, text string, caret, width int) {
	runes := []rune(text)
	caret = max(0, min(caret, len(runes)))
	before, at, after := safe(string(runes[:caret])), " ", ""
	if caret < len(runes) {
		at, after = safe(string(runes[caret:caret+1])), safe(string(runes[caret+1:]))
	}
	if theme.Width(at) == 0 {
		// A mark that combines with the character before has no cell to stand on.
		at = " "
	}
	for theme.Width(before)+theme.Width(at) > width && before != "" {
		r := []rune(before)
		before = string(r[max(1, len(r)/8):])
	}
	start := l.used
	l.put(theme.Text, before).put(theme.Caret, at)
	l.putIn(theme.Text, after, width-(l.used-start))
}
