package cli

import (
	"encoding/csv"
	"io"
	"strings"

	"examdesk/model"
)

// writeCSV prints rows as CSV, with lines that end as RFC 4180 has them.
func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = csvCell(cell)
		}
		if err := out.Write(cells); err != nil {
			return model.Wrap(err, model.CodeInternal, "The report could not be written.")
		}
	}
	out.Flush()
	return out.Error()
}

// csvCell makes a cell safe for spreadsheets, which take what begins with one
// of these characters for a formula and run it, and for terminals.
func csvCell(s string) string {
	formula := s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0]))
	lines := model.Text(s).Lines()
	s = strings.Join(lines, "\n")
	// What was in front of it may have been cut away.
	if formula || s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
