package view

import (
	"strings"

	"examdesk/tui/theme"
)

// Divide returns a thin line across the frame. At a column of at, a line that comes
// from above or goes below is joined to it; a negative column joins none.
func Divide(f Frame, at int, above, below bool) string {
	g := f.Theme.Glyphs()
	joint := g.Across
	switch {
	case above && below:
		joint = g.Cross
	case above:
		joint = g.AcrossUp
	case below:
		joint = g.AcrossDown
	}
	if at < 0 || at >= f.Width {
		return f.Theme.Rule(strings.Repeat(g.Across, max(0, f.Width)))
	}
	return f.Theme.Rule(strings.Repeat(g.Across, at) + joint + strings.Repeat(g.Across, f.Width-at-1))
}

// Beside puts two panes of equal height side by side with a thin line between.
// The line takes one cell.
func Beside(left, right []string, f Frame) []string {
	down := f.Theme.Rule(f.Theme.Glyphs().Down)
	out := make([]string, 0, len(left))
	for i := range min(len(left), len(right)) {
		out = append(out, left[i]+down+right[i])
	}
	return out
}

// Titled returns a thin line that begins with a title.
func Titled(title, tail string, f Frame) string {
	g := f.Theme.Glyphs()
	l := newLine(f)
	l.put(theme.Rule, g.Across+g.Across+" ").put(theme.Strong, title).gap(1)
	if tail != "" {
		l.put(theme.Dim, tail).gap(1)
	}
	return l.put(theme.Rule, strings.Repeat(g.Across, l.room())).end()
}

// Top is what the first line of the desk says.
type Top struct {
	// Place is the course, or all of them.
	Place string
	// Right is who and where, from most to least important.
	Right []string
}

// Draw draws the first line.
func (t Top) Draw(f Frame) string {
	l := newLine(f).gap(1).put(theme.Accent, "examdesk").gap(2).put(theme.Text, t.Place)
	clock := f.Now.In(zone(f.Zone))
	right := append(append([]string{}, t.Right...), clock.Format("15:04 ")+zoneName(clock))
	for len(right) > 0 {
		text := strings.Join(right, " "+f.Theme.Glyphs().Dot+" ")
		if theme.Width(safe(text))+3 <= l.room() {
			return l.tail(span{theme.Dim, text + " "}).end()
		}
		right = right[:len(right)-1]
	}
	return l.end()
}
