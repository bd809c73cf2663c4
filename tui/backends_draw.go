package tui

import (
	"examdesk/model"
	"examdesk/tui/view"
)

// backendsLeft is the width of the list of services beside a report, which has
// more to say than the list.
func backendsLeft(width int) int { return max(49, min(96, width*45/100)) }

// draw draws the board. Below the list the report has all that the few services
// do not need.
func (b *backends) draw(m *root, f view.Frame) []string {
	b.sideBySide = m.layout.pane == paneRight && len(b.all) > 0
	switch {
	case b.whole:
		return b.drawWhole(f)
	case b.sideBySide:
		left := backendsLeft(f.Width)
		return view.Beside(b.drawRows(f.Sized(left, f.Height)), b.drawReport(f.Sized(f.Width-left-1, f.Height)), f)
	case m.layout.pane == paneBelow && f.Height == m.layout.body && len(b.shown) > 0:
		over := min(f.Height*45/100, len(b.all)+1)
		lines := append(b.drawRows(f.Sized(f.Width, over)), view.Divide(f.Sized(f.Width, 1), -1, false, false))
		return append(lines, b.drawReport(f.Sized(f.Width, f.Height-over-1))...)
	}
	return b.drawRows(f)
}

func (b *backends) drawRows(f view.Frame) []string {
	switch {
	case len(b.shown) > 0:
	case b.err != nil:
		return trouble(b.err, f)
	case !b.loaded:
		return view.Loading("proctoring services", f)
	default:
		return view.NoServices(model.Clean(b.text), f)
	}
	c := view.ServiceColumnsFor(f.Width)
	lines := []string{c.Header(f)}
	b.height = max(1, f.Height-1)
	from, to := b.window(len(b.shown), b.height)
	for i := from; i < to; i++ {
		s := b.service(b.shown[i])
		lines = append(lines, view.ServiceRow(&s, c, f, i == b.at))
	}
	return view.Window(lines, 0, f)
}

func (b *backends) drawReport(f view.Frame) []string {
	info, ok := b.chosen()
	if !ok {
		return view.Window(nil, 0, f)
	}
	s := b.service(info)
	return view.ReportPane(&s, f)
}

func (b *backends) drawWhole(f view.Frame) []string {
	info, ok := b.chosen()
	if !ok {
		return b.drawRows(f)
	}
	s := b.service(info)
	lines := view.Report(&s, f)
	b.lines, b.inside = len(lines), f.Height
	return view.Scroll(lines, max(0, min(b.top, len(lines)-f.Height)), f)
}
