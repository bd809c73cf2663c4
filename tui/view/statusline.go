package view

import (
	"examdesk/tui/theme"
)

// Status is the line above the keys: what happened last or what the list is
// narrowed to, and where in the list the person is.
type Status struct {
	Notice
	Right string
}

// Draw draws the line. The right end gives way to what happened.
func (s Status) Draw(f Frame) string {
	right := theme.Width(safe(s.Right)) + 2
	if s.Right == "" || theme.Width(safe(s.Text))+right+2 > f.Width && s.Text != "" {
		return s.Notice.Draw(f)
	}
	left := s.Notice.Draw(f.Sized(f.Width-right, 1))
	return left + newLine(f.Sized(right, 1)).right(theme.Dim, s.Right, right-1).end()
}

// Prompt is a line in which something is typed, after a sign that says what.
func Prompt(sign, text string, caret int, f Frame) string {
	head := newLine(f.Sized(min(f.Width, theme.Width(sign)+2), 1)).gap(1).put(theme.Accent, sign).end()
	return head + Input(text, caret, f.Sized(max(0, f.Width-theme.Width(sign)-2), 1))
}

// Crumb is the line that leads back from an attempt to its list.
func Crumb(back, right string, f Frame) string {
	l := newLine(f).gap(1).put(theme.Accent, f.Theme.Glyphs().Back+" ").put(theme.Text, back)
	return l.tail(span{theme.Dim, right + " "}).end()
}

// Message fills a screen that is too small for anything else.
func Message(text string, f Frame) []string {
	return Window([]string{texts(f, span{theme.Text, text})}, 0, f)
}
