package host

// The smallest screen on which the desk can be used, in cells.
const (
	leastWidth  = 20
	leastHeight = 8
)

// PaneAt is where the preview is drawn.
type PaneAt int

// The places of a preview.
const (
	PaneNone PaneAt = iota
	PaneRight
	PaneBelow
)

// Layout is how the screen is divided. It follows from the screen's size alone.
type Layout struct {
	Width, Height int
	// Body is the lines between the tabs and the last lines; list and pane are
	// parts of it.
	Body int
	Pane PaneAt
	// List and Side are the widths of list and pane, in cells.
	List, Side int
	// Rows is how many attempts are in sight, Under the lines of a pane below.
	Rows, Under int
	// Rule reports whether there is room for a line above the status line.
	Rule bool
}

// LinesAbove is the lines above the body: the first line, the tabs and a rule. Below
// it are the status line and the keys, and a rule where there is room.
const (
	LinesAbove = 3
	linesBelow = 2
)

// NewLayout divides a screen.
func NewLayout(width, height int) Layout {
	l := Layout{Width: width, Height: height, List: width, Rule: height >= 18}
	l.Body = max(0, height-LinesAbove-linesBelow)
	if l.Rule {
		l.Body--
	}
	switch {
	case width >= 100 && l.Body >= 8:
		l.Pane = PaneRight
		l.Side = max(44, min(100, width*45/100))
		l.List = width - l.Side - 1
	case width >= 50 && l.Body >= 16:
		l.Pane = PaneBelow
		l.Under = l.Body * 45 / 100
	}
	l.Rows = max(1, l.Body-1)
	if l.Pane == PaneBelow {
		l.Rows = max(1, l.Body-1-l.Under-1)
	}
	return l
}

// HasPane reports whether there is room for a preview.
func (l Layout) HasPane() bool { return l.Pane != PaneNone }

// TooSmall reports that nothing sensible can be drawn.
func (l Layout) TooSmall() bool { return l.Width < leastWidth || l.Height < leastHeight }
