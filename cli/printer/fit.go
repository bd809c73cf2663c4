package printer

import (
	"slices"
	_ "time/tzdata"

	"examdesk/tui/theme"
)

// softColumns are cut before the others: their values are recognizable by their
// beginning.
var softColumns = []string{"EXAM", "NAME", "COURSE", "COMMENTS", "E-MAIL", "STORE"}

// Fit cuts the widest columns of a table until it fits a width; 0 cuts nothing. The
// first column and the headings are never cut.
func Fit(rows [][]string, width int) {
	if width == 0 || len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], theme.Width(cell))
		}
	}
	for total(widths) > width {
		at := widest(rows[0], widths, 10, func(heading string) bool { return slices.Contains(softColumns, heading) })
		if at == 0 {
			at = widest(rows[0], widths, 6, func(string) bool { return true })
		}
		if at == 0 {
			return
		}
		widths[at]--
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = theme.Cut(cell, widths[i], "…")
		}
	}
}

// widest returns the widest column that may be cut; 0 if there is none.
func widest(headings []string, widths []int, least int, may func(heading string) bool) int {
	at := 0
	for i := 1; i < len(widths); i++ {
		if may(headings[i]) && widths[i] > max(least, theme.Width(headings[i])) && (at == 0 || widths[i] > widths[at]) {
			at = i
		}
	}
	return at
}

func total(widths []int) int {
	sum := 2 * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}
