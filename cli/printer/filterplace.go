package printer

import (
	"errors"
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// FilterPlace shows where in a filter an error is, in two lines: the filter, and
// carets under what is wrong. Empty for any other error.
func FilterPlace(err error) string {
	var wrong *model.FilterError
	if !errors.As(err, &wrong) || wrong.Filter == "" {
		return ""
	}
	const most = 60 // letters before the place; of a longer filter its beginning is left out
	before, at, behind := wrong.Parts()
	if letters := []rune(before); len(letters) > most {
		before = "…" + string(letters[len(letters)-most:])
	}
	return "  " + before + at + behind + "\n  " + strings.Repeat(" ", theme.Width(before)) + strings.Repeat("^", max(1, theme.Width(at))) + "\n"
}
