package view

import (
	"strconv"
	"unicode/utf8"

	"examdesk/model"
	"examdesk/tui/theme"
)

// reason draws the field for the reviewer's note: on one line, unless there is
// no place for one.
func (d dialog) reason(st DecisionState) []string {
	l := newLine(d.f).gap(2).cell(theme.Dim, "Reason", d.label)
	if !st.EditingReason {
		switch {
		case st.NoReason != "":
			return d.wrapped("Reason", theme.Warn, d.g.Warn, st.NoReason)
		case st.Reason == "":
			return []string{l.put(theme.Dim, "none").end()}
		}
		return []string{l.put(theme.Text, st.Reason).end()}
	}
	used := strconv.Itoa(len([]rune(st.Reason))) + "/" + strconv.Itoa(model.MaxReason)
	width := max(1, l.room()-len(used)-4)
	l.put(theme.Accent, d.g.Cursor+" ")
	end := l.used + width
	input(l, st.Reason, st.Caret, width)
	return []string{l.to(end).tail(span{theme.Dim, used + " "}).end()}
}

// Input draws a line of typed text with its caret, scrolled so that the caret
// is in sight. The caret is a position in characters.
func Input(text string, caret int, f Frame) string {
	l := newLine(f)
	input(l, text, caret, f.Width)
	return l.end()
}

// input draws text with the caret on the character that the position is in,
// whole: a mark that combines has no place of its own.
func input(l *line, text string, caret, width int) {
	if runes := []rune(text); caret < len(runes) {
		caret = utf8.RuneCountInString(safe(string(runes[:max(0, caret)])))
	} else {
		caret = len(text)
	}
	before, at, after := around(safe(text), caret)
	if at == "" {
		at = " "
	}
	for room := width - theme.Width(at); theme.Width(before) > max(0, room); {
		cluster, _ := theme.Cluster(before)
		before = before[len(cluster):]
	}
	start := l.used
	l.put(theme.Text, before).put(theme.Caret, at)
	l.putIn(theme.Text, after, width-(l.used-start))
}

// around splits a text at the character that holds a position in code points.
func around(text string, caret int) (before, at, after string) {
	end := 0
	for end < len(text) {
		cluster, _ := theme.Cluster(text[end:])
		n := utf8.RuneCountInString(cluster)
		if caret < n {
			return text[:end], cluster, text[end+len(cluster):]
		}
		end, caret = end+len(cluster), caret-n
	}
	return text, "", ""
}
