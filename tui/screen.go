package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// screen is the attempt as a whole, over the list.
type screen struct {
	reader
	top      int
	unfolded bool
	// height and lines are of the last drawing; scrolling needs them.
	height, lines int
}

func newScreen(e *env, row model.AttemptRow) *screen {
	s := &screen{reader: reader{env: e, place: inScreen}}
	s.turn(row)
	return s
}

// show turns to another attempt and reads it at once: the person asked for it.
func (s *screen) show(row model.AttemptRow) tea.Cmd {
	if s.row.Attempt.ID != row.Attempt.ID {
		s.top = 0
	}
	s.turn(row)
	return s.read()
}

func (s *screen) scroll(by int) {
	s.top = max(0, min(s.top+by, s.lines-s.height))
}
