package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/view"
)

// The smallest screen on which the desk can be used, in cells.
const (
	leastWidth  = 20
	leastHeight = 8
)

// paneAt says where the preview is.
type paneAt int

const (
	paneNone paneAt = iota
	paneRight
	paneBelow
)

// layout is how the screen is divided. It follows from the screen's size alone.
type layout struct {
	width, height int
	// body is the lines between the tabs and the last lines, list and pane are
	// parts of it.
	body       int
	pane       paneAt
	list, side int // cells of width
	rows       int // attempts in sight
	under      int // lines of a pane below
	rule       bool
}

// Above the body are the first line, the tabs and a rule; below it the status
// line and the keys, and a rule where there is room.
const (
	linesAbove = 3
	linesBelow = 2
)

func newLayout(width, height int) layout {
	l := layout{width: width, height: height, list: width, rule: height >= 18}
	l.body = max(0, height-linesAbove-linesBelow)
	if l.rule {
		l.body--
	}
	switch {
	case width >= 100 && l.body >= 8:
		l.pane = paneRight
		l.side = max(44, min(100, width*45/100))
		l.list = width - l.side - 1
	case width >= 50 && l.body >= 16:
		l.pane = paneBelow
		l.under = l.body * 45 / 100
	}
	l.rows = max(1, l.body-1)
	if l.pane == paneBelow {
		l.rows = max(1, l.body-1-l.under-1)
	}
	return l
}

func (l layout) hasPane() bool { return l.pane != paneNone }

// tooSmall tells that nothing sensible can be drawn.
func (l layout) tooSmall() bool { return l.width < leastWidth || l.height < leastHeight }

// frame is a place of a size on this screen.
func (m *root) frame(width, height int) view.Frame {
	return view.Frame{Width: width, Height: height, Theme: m.Theme, Now: m.now, Zone: m.Zone}
}

// resize takes the terminal's size in. Lists keep their row on the screen.
func (m *root) resize(width, height int) tea.Cmd {
	m.width, m.height, m.dirty = width, height, true
	m.layout = newLayout(width, height)
	for _, l := range m.lists {
		l.height = m.layout.rows
		l.settle()
	}
	return m.current().fill()
}
