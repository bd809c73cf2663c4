package printer

import (
	"errors"
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// FilterPlace shows in two lines where in a filter an error is: the filter, and
// carets under the wrong part. It is empty for any other error.
func FilterPlace(err error) string {
	var wrong *model.FilterError
	if !errors.As(err, &wrong) || wrong.Filter == "" {
		return ""
	}
	const most = 60 // characters before the place; a longer filter loses its beginning
	before, at, behind := wrong.Parts()
	if letters := []rune(before); len(letters) > most {
		before = "…" + string(letters[len(letters)-most:])
	}
	return "  " + before + at + behind + "\n  " + strings.Repeat(" ", theme.Width(before)) + strings.Repeat("^", max(1, theme.Width(at))) + "\n"
}
