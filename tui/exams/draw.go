package exams

import (
	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Draw implements [host.Screen].
func (e *Screen) Draw(f view.Frame) []string {
	l := e.h.Layout()
	e.side = l.Pane == host.PaneRight
	switch {
	case e.whole:
		return e.drawWhole(f)
	case e.side:
		left := e.drawRows(f.Sized(l.List, f.Height))
		return view.Beside(left, e.drawPane(f.Sized(l.Side, f.Height)), f)
	case l.Pane == host.PaneBelow && f.Height == l.Body:
		under := f.Height * 55 / 100
		lines := append(e.drawRows(f.Sized(f.Width, f.Height-under-1)), view.Divide(f.Sized(f.Width, 1), -1, false, false))
		return append(lines, e.drawPane(f.Sized(f.Width, under))...)
	}
	return e.drawRows(f)
}

func (e *Screen) drawRows(f view.Frame) []string {
	switch {
	case len(e.shown) > 0:
	case e.err != nil:
		return kit.Trouble(e.err, f)
	case !e.loaded:
		return view.Loading("exams", f)
	default:
		return view.NoExams(model.Clean(e.text), f)
	}
	c := view.ExamColumnsFor(f.Width, e.course != "")
	lines := []string{c.Header(f)}
	e.height = max(1, f.Height-1)
	from, to := e.Window(len(e.shown), e.height)
	for i := from; i < to; i++ {
		lines = append(lines, view.ExamRow(e.shown[i], c, f, i == e.At))
	}
	return view.Window(lines, 0, f)
}

// drawPane draws the exam under the cursor; until the store has answered, it
// stays empty rather than show half.
func (e *Screen) drawPane(f view.Frame) []string {
	switch d := e.known(); {
	case d != nil:
		return view.ExamPane(*d, f)
	case e.detailErr != nil:
		return kit.Trouble(e.detailErr, f)
	}
	return view.Window(nil, 0, f)
}

func (e *Screen) drawWhole(f view.Frame) []string {
	d := e.known()
	switch {
	case d != nil:
		return e.page.Draw(view.Exam(*d, f, true), f)
	case e.detailErr != nil:
		return kit.Trouble(e.detailErr, f)
	}
	return view.Loading("the exam", f)
}
