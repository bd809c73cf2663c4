package printer

import (
	"strings"
	_ "time/tzdata"

	"examdesk/tui/theme"
)

// wrap breaks a text at its blanks. A word that is too long stays whole, so that
// codes and ids can be copied.
func wrap(s string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case theme.Width(line)+1+theme.Width(word) <= width:
			line += " " + word
		default:
			out, line = append(out, line), word
		}
	}
	return append(out, line)
}
