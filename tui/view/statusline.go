package view

import (
	"examdesk/tui/theme"
)

// Status is the line above the keys: what happened last or what the list is
// narrowed to, how much is marked, and where in the list the person is.
type Status struct {
	Notice
	// Marked stays whatever happened: what the next key is about must be known.
	Marked string
	Right  string
}

// Draw draws the line. The place in the list gives way to what happened.
func (s Status) Draw(f Frame) string {
	right := s.Right
	if s.Marked != "" && right != "" {
		right = s.Marked + " · " + right
	} else if s.Marked != "" {
		right = s.Marked
	}
	if s.Text != "" && theme.Width(safe(s.Text))+theme.Width(safe(right))+4 > f.Width {
		right = s.Marked
	}
	width := theme.Width(safe(right)) + 2
	if s.Text != "" {
		width = min(width, f.Width*2/3)
	}
	width = min(width, f.Width)
	if right == "" || width < 3 {
		return s.Notice.Draw(f)
	}
	left := s.Notice.Draw(f.Sized(f.Width-width, 1))
	return left + newLine(f.Sized(width, 1)).right(theme.Dim, right, width-1).end()
}

// Prompt returns a line in which something is typed, after a sign that says what.
func Prompt(sign, text string, caret int, f Frame) string {
	head := newLine(f.Sized(min(f.Width, theme.Width(sign)+2), 1)).gap(1).put(theme.Accent, sign).end()
	return head + Input(text, caret, f.Sized(max(0, f.Width-theme.Width(sign)-2), 1))
}

// Crumb returns the line that leads back from an attempt to its list.
func Crumb(back, right string, f Frame) string {
	l := newLine(f).gap(1).put(theme.Accent, f.Theme.Glyphs().Back+" ").put(theme.Text, back)
	return l.tail(span{theme.Dim, right + " "}).end()
}

// Message fills a screen that is too small for anything else.
func Message(text string, f Frame) []string {
	return Window([]string{texts(f, span{theme.Text, text})}, 0, f)
}
