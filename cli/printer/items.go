package printer

import (
	"math"
	"strings"

	"examdesk/tui/theme"
)

// Items prints rows as a table if it fits the width; otherwise each row has its first
// cell on a line and the others indented below, so that nothing to copy or compare is
// cut. 0 means any width.
func (p *Page) Items(rows [][]string, width int) {
	lines := Columns(rows)
	fits := true
	for _, line := range lines {
		fits = fits && (width == 0 || theme.Width(line) <= width)
	}
	for i, row := range rows {
		if fits {
			p.Line("%s", lines[i])
			continue
		}
		p.Line("%s", row[0])
		indent := len(row[0]) - len(strings.TrimLeft(row[0], " ")) + 4
		p.Cells(strings.Repeat(" ", indent), row[1:], width)
	}
}

// Cells writes cells after a lead, two blanks apart, and begins a new line if the
// next cell would not fit. A cell that fits no line is broken at its blanks. A width
// of 0 means any.
func (p *Page) Cells(lead string, cells []string, width int) {
	room := width - theme.Width(lead)
	if width == 0 {
		room = math.MaxInt
	}
	line := ""
	flush := func() {
		if line != "" {
			p.Line("%s%s", lead, line)
			lead, line = strings.Repeat(" ", theme.Width(lead)), ""
		}
	}
	for _, cell := range cells {
		switch {
		case cell == "":
			continue
		case line == "":
		case theme.Width(line)+2+theme.Width(cell) <= room:
			line += "  " + cell
			continue
		}
		flush()
		parts := wrap(cell, room)
		for _, part := range parts[:len(parts)-1] {
			line = part
			flush()
		}
		line = parts[len(parts)-1]
	}
	flush()
}
