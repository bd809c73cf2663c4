package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// Editor is a text of several lines that is being written.
type Editor struct {
	Title, Tail string
	// Lines are those in sight; the caret stands in one of them, at a cell.
	Lines    []string
	Row, Col int
	// Problem is why the text was not saved; Theirs is what someone else wrote
	// meanwhile.
	Problem string
	Theirs  []string
}

// EditorRoom returns how much of a frame the text itself gets.
func EditorRoom(e Editor, f Frame) (width, height int) {
	return max(1, f.Width-2*margin), max(1, f.Height-1-len(e.below(f)))
}

// below returns what stands under the text.
func (e Editor) below(f Frame) []string {
	var lines []string
	wrapped := func(role theme.Role, text string) {
		for _, part := range theme.Wrap(safe(text), max(1, f.Width-2*margin)) {
			lines = append(lines, newLine(f).gap(margin).put(role, part).end())
		}
	}
	if e.Problem != "" {
		wrapped(theme.Bad, e.Problem)
	}
	if e.Theirs != nil {
		lines = append(lines, Titled("What the store has now", "", f))
		for _, one := range e.Theirs {
			wrapped(theme.Dim, one)
		}
	}
	if most := max(0, f.Height/2); len(lines) > most {
		lines = lines[:most]
	}
	return lines
}

// Draw fills the frame.
func (e Editor) Draw(f Frame) []string {
	_, height := EditorRoom(e, f)
	lines := []string{Titled(e.Title, e.Tail, f)}
	for i := range height {
		text := ""
		if i < len(e.Lines) {
			text = model.Clean(e.Lines[i])
		}
		l := newLine(f).gap(margin)
		if i == e.Row {
			input(l, text, caretRune(text, e.Col), max(0, f.Width-2*margin))
		} else {
			l.put(theme.Text, text)
		}
		lines = append(lines, l.end())
	}
	return Window(append(lines, e.below(f)...), 0, f)
}

// caretRune returns the character of a line that stands at a cell.
func caretRune(text string, cell int) int {
	used, n := 0, 0
	for _, r := range text {
		if used >= cell {
			break
		}
		used += theme.Width(string(r))
		n++
	}
	return n
}
