package services

import (
	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Draw implements [host.Screen]. Below the list the report has all that the few services
// do not need.
func (b *Screen) Draw(f view.Frame) []string {
	l := b.h.Layout()
	b.side = l.Pane == host.PaneRight && len(b.all) > 0
	switch {
	case b.whole:
		return b.drawWhole(f)
	case b.side:
		rows := left(f.Width)
		return view.Beside(b.drawRows(f.Sized(rows, f.Height)), b.drawReport(f.Sized(f.Width-rows-1, f.Height)), f)
	case l.Pane == host.PaneBelow && f.Height == l.Body && len(b.shown) > 0:
		over := min(f.Height*45/100, len(b.all)+1)
		lines := append(b.drawRows(f.Sized(f.Width, over)), view.Divide(f.Sized(f.Width, 1), -1, false, false))
		return append(lines, b.drawReport(f.Sized(f.Width, f.Height-over-1))...)
	}
	return b.drawRows(f)
}

func (b *Screen) drawRows(f view.Frame) []string {
	switch {
	case len(b.shown) > 0:
	case b.err != nil:
		return kit.Trouble(b.err, f)
	case !b.loaded:
		return view.Loading("proctoring services", f)
	default:
		return view.NoServices(model.Clean(b.text), f)
	}
	c := view.ServiceColumnsFor(f.Width)
	lines := []string{c.Header(f)}
	b.height = max(1, f.Height-1)
	from, to := b.Window(len(b.shown), b.height)
	for i := from; i < to; i++ {
		s := b.service(b.shown[i])
		lines = append(lines, view.ServiceRow(&s, c, f, i == b.At))
	}
	return view.Window(lines, 0, f)
}

func (b *Screen) drawReport(f view.Frame) []string {
	info, ok := b.Chosen()
	if !ok {
		return view.Window(nil, 0, f)
	}
	s := b.service(info)
	return view.ReportPane(&s, f)
}

func (b *Screen) drawWhole(f view.Frame) []string {
	info, ok := b.Chosen()
	if !ok {
		return b.drawRows(f)
	}
	s := b.service(info)
	return b.page.Draw(view.Report(&s, f), f)
}
