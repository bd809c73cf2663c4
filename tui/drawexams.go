package tui

import (
	"examdesk/model"
	"examdesk/tui/view"
)

func (e *exams) draw(m *root, f view.Frame) []string {
	l := m.layout
	e.sideBySide = l.pane == paneRight
	switch {
	case e.whole:
		return e.drawWhole(f)
	case e.sideBySide:
		left := e.drawRows(f.Sized(l.list, f.Height))
		return view.Beside(left, e.drawPane(f.Sized(l.side, f.Height)), f)
	case l.pane == paneBelow && f.Height == l.body:
		under := f.Height * 55 / 100
		lines := append(e.drawRows(f.Sized(f.Width, f.Height-under-1)), view.Divide(f.Sized(f.Width, 1), -1, false, false))
		return append(lines, e.drawPane(f.Sized(f.Width, under))...)
	}
	return e.drawRows(f)
}

func (e *exams) drawRows(f view.Frame) []string {
	switch {
	case len(e.shown) > 0:
	case e.err != nil:
		return trouble(e.err, f)
	case !e.loaded:
		return view.Loading("exams", f)
	default:
		return view.NoExams(model.Clean(e.text), f)
	}
	c := view.ExamColumnsFor(f.Width, e.course != "")
	lines := []string{c.Header(f)}
	e.height = max(1, f.Height-1)
	from, to := e.window(len(e.shown), e.height)
	for i := from; i < to; i++ {
		lines = append(lines, view.ExamRow(e.shown[i], c, f, i == e.at))
	}
	return view.Window(lines, 0, f)
}

// drawPane draws the exam under the cursor; until the store has answered, it
// stays empty rather than show half.
func (e *exams) drawPane(f view.Frame) []string {
	switch d := e.known(); {
	case d != nil:
		return view.ExamPane(*d, f)
	case e.detailErr != nil:
		return trouble(e.detailErr, f)
	}
	return view.Window(nil, 0, f)
}

func (e *exams) drawWhole(f view.Frame) []string {
	d := e.known()
	switch {
	case d != nil:
		lines := view.Exam(*d, f, true)
		e.lines, e.inside = len(lines), f.Height
		return view.Scroll(lines, max(0, min(e.top, len(lines)-f.Height)), f)
	case e.detailErr != nil:
		return trouble(e.detailErr, f)
	}
	return view.Loading("the exam", f)
}
