package printer

import (
	"io"
	"strings"

	"examdesk/cli/kit"
	"examdesk/tui/theme"
)

// Table prints rows in columns that are as wide as their widest cell.
func Table(w io.Writer, rows [][]string) error {
	var b strings.Builder
	for _, line := range Columns(rows) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Columns pads the cells of each row except the last one.
func Columns(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], theme.Width(cell))
		}
	}
	out := make([]string, 0, len(rows))
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i == len(row)-1 {
				b.WriteString(cell)
				break
			}
			b.WriteString(theme.Pad(cell, widths[i]) + "  ")
		}
		out = append(out, b.String())
	}
	return out
}

// widestCells returns a row of blanks that is as wide as the rows, column by column.
func widestCells(rows [][]string) []string {
	var out []string
	for _, row := range rows {
		for i, cell := range row {
			if i == len(out) {
				out = append(out, "")
			}
			if w := theme.Width(cell); w > len(out[i]) {
				out[i] = strings.Repeat(" ", w)
			}
		}
	}
	return out
}

// PrintTable prints rows that fit the terminal. Without a terminal a program is
// reading: it gets whole cells with a tab between them.
func PrintTable(a *kit.Factory, rows [][]string) error {
	width := LineWidth(a)
	if width == 0 {
		_, err := io.WriteString(a.Out, tabbed(rows))
		return err
	}
	Fit(rows, width)
	return Table(a.Out, rows)
}

// tabbed returns rows with a tab between the cells. Cells are clean and contain none.
func tabbed(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}
