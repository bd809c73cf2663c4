// Package term keeps the program from questioning the terminal while it starts.
//
// Bubble Tea asks the terminal for its background colour when its package is
// initialised, before main, and waits up to five seconds for an answer. A
// terminal that does not answer would hold up every command of the binary. The
// answer that lipgloss is given here makes the question unnecessary.
//
// Go initialises packages that do not depend on each other in the order of
// their import paths, so this works only because this package imports lipgloss
// alone and because "examdesk/..." sorts before "github.com/...".
package term

import "github.com/charmbracelet/lipgloss"

// init is the one exception to the rule that nothing happens before main: what
// it prevents happens there too. The value itself does not matter, since the
// desk's colours come from its theme.
func init() { lipgloss.SetHasDarkBackground(true) }
