package printer

import (
	"os"
	"strconv"
	_ "time/tzdata"

	"golang.org/x/term"

	"examdesk/cli/kit"
)

// plainWidth is the width of running text if no terminal has one.
const plainWidth = 100

// Size returns the terminal's width and height.
func Size(a *kit.Factory) (width, height int, err error) {
	f, ok := a.Terminal().(*os.File)
	if !ok {
		return 0, 0, os.ErrInvalid
	}
	return term.GetSize(int(f.Fd()))
}

// LineWidth returns the width of the terminal or, without one, that of COLUMNS; 0 if
// nothing limits it.
func LineWidth(a *kit.Factory) int {
	if a.IsTerminal {
		if w, _, err := Size(a); err == nil && w > 0 {
			return w
		}
	}
	w, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || w < 20 {
		return 0
	}
	return w
}

// textWidth returns where running text is wrapped.
func textWidth(a *kit.Factory) int {
	if w := LineWidth(a); w > 0 {
		return min(w, 120)
	}
	return plainWidth
}
