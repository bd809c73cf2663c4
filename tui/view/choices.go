package view

import "examdesk/tui/theme"

// Choice is a line of a list to choose from.
type Choice struct {
	// Left is what is chosen, Right says more about it, Note stands at the end.
	Left, Right, Note string
}

// Choices is a typed line and under it what can be chosen. From is the number
// of the first choice given, At that of the one under the cursor.
type Choices struct {
	Title, Text string
	Caret       int
	List        []Choice
	From, At    int
	// Face is shown instead of an empty list.
	Face []string
}

// ChoiceRows returns how many choices fit a height.
func ChoiceRows(height int) int { return max(1, height-2) }

// Draw fills the frame.
func (c Choices) Draw(f Frame) []string {
	lines := []string{Prompt(c.Title, c.Text, c.Caret, f), Divide(f, -1, false, false)}
	if len(c.List) == 0 {
		return Window(append(lines, c.Face...), 0, f)
	}
	for i, choice := range c.List {
		lines = append(lines, choice.draw(f, c.From+i == c.At))
	}
	return Window(lines, 0, f)
}

func (c Choice) draw(f Frame, selected bool) string {
	l := newLine(f)
	l.selected = selected
	cursor := " "
	if selected {
		cursor = f.Theme.Glyphs().Cursor
	}
	l.put(theme.Accent, cursor).gap(1)
	left := max(10, f.Width*35/100)
	l.cell(theme.Strong, c.Left, left).gap(2)
	l.put(theme.Text, c.Right)
	return l.tail(span{theme.Dim, c.Note + " "}).end()
}
