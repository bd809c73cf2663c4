package view

import "examdesk/tui/theme"

// Scroll returns a [Window] that says how much is below it.
func Scroll(lines []string, top int, f Frame) []string {
	out := Window(lines, top, f)
	if below := len(lines) - max(0, top) - f.Height; below > 0 && f.Height > 1 {
		out[f.Height-1] = newLine(f).gap(margin).
			put(theme.Dim, "+"+count(below+1, "more line")+", "+f.Theme.Glyphs().DownArrow).end()
	}
	return out
}
