package tui

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// drawList draws the open section: its rows, or one of its other faces.
func (m *root) drawList(f view.Frame) []string {
	l := m.current()
	columns := view.ColumnsFor(f.Width, m.section)
	body := f.Sized(f.Width, max(0, f.Height-1))
	switch {
	case len(l.rows) > 0:
		return append([]string{columns.Header(f, l.query.NewestFirst)}, m.drawRows(l, columns, body)...)
	case l.err != nil:
		return trouble(l.err, f)
	case !l.loaded:
		return view.Loading("attempts", f)
	}
	return view.Empty(m.section, m.narrowing(), l.said.Sentences(), f)
}

// trouble is what is shown instead of an answer.
func trouble(err error, f view.Frame) []string {
	if code := model.CodeOf(err); code == model.CodeDenied || code == model.CodeReadOnly {
		return view.Denied(model.Sentence(err), f)
	}
	return view.Failed(model.Sentence(err), "ctrl-r", f)
}

// drawRows draws the rows in sight. In a frame that is lower than usual, as
// under a dialog, the row under the cursor stays in sight.
func (m *root) drawRows(l *list, c view.Columns, f view.Frame) []string {
	top := l.top
	if f.Height < l.height {
		top = max(top, l.cursor-f.Height+1)
	}
	lines := make([]string, 0, f.Height)
	for i := top; i < len(l.rows) && len(lines) < f.Height; i++ {
		lines = append(lines, m.drawRow(l.rows[i], i == l.cursor, c, f))
	}
	return view.Window(lines, 0, f)
}

func (m *root) drawRow(r model.AttemptRow, selected bool, c view.Columns, f view.Frame) string {
	st := view.RowState{Selected: selected}
	_, st.Marked = m.marks[r.Attempt.ID]
	st.Mark, st.To = m.holds.mark(r.Attempt.ID)
	st.Gone, st.Stale = m.follows.gone[r.Attempt.ID], m.staleMark(r.Attempt.ID)
	if st.Mark == view.RowPlain && m.changed[r.Attempt.ID] {
		st.Mark = view.RowChanged
	}
	return view.Row(r, c, f, st)
}

// narrowing is what the list is narrowed to, as the person chose it.
func (m *root) narrowing() string {
	parts := []string{}
	if m.scope.learner != "" {
		parts = append(parts, "learner "+model.Clean(m.scope.learner))
	}
	if m.scope.text != "" {
		parts = append(parts, model.Clean(m.scope.text))
	}
	return strings.Join(parts, ", ")
}

// drawPane draws the selected attempt. Until the store has answered, what the
// list knows is shown.
func (m *root) drawPane(f view.Frame) []string {
	p := &m.pane
	row, ok := m.current().selected()
	switch {
	case !ok:
		return view.Window(nil, 0, f)
	case p.has && p.row.Attempt.ID == row.Attempt.ID && p.detail != nil:
		return view.Preview(merged(*p.detail, row), f)
	case p.err != nil:
		return trouble(p.err, f)
	}
	head := view.Preview(model.AttemptDetail{AttemptRow: row}, f.Sized(f.Width, 4))
	return view.Window(head, 0, f)
}

// drawScreen draws the attempt as a whole.
func (m *root) drawScreen(f view.Frame) []string {
	s := m.screen
	switch {
	case s.detail != nil:
		lines := view.Detail(merged(*s.detail, s.row), f, view.DetailOptions{Unfold: s.unfolded})
		s.lines, s.height = len(lines), f.Height
		return view.Scroll(lines, min(s.top, max(0, len(lines)-f.Height)), f)
	case s.err != nil:
		return trouble(s.err, f)
	}
	return view.Loading("the attempt", f)
}

// drawStatus says what happened last, else what is held, else what the list is
// narrowed to.
func (m *root) drawStatus(f view.Frame) string {
	l := m.current()
	s := view.Status{Right: m.position(), Marked: m.marked()}
	if s.Right != "" {
		s.Right = view.OrderWords(l.query.NewestFirst) + " · " + s.Right
	}
	switch {
	case m.note.text != "":
		s.Role, s.Text = m.note.kind.role(), m.note.text
	case len(m.holds.items) > 0:
		s.Role, s.Text = m.holds.summary(m.now)
	case m.follows.err != nil && len(l.rows) > 0:
		s.Role, s.Text = theme.Bad, "Seen "+view.Age(m.now.Sub(m.follows.at))+" ago; the store cannot be read: "+model.Sentence(m.follows.err)
	case l.err != nil && len(l.rows) > 0:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(l.err)
	case l.edgeErr != nil:
		s.Role, s.Text = theme.Bad, "Further attempts did not come: "+model.Sentence(l.edgeErr)
	case m.countsErr != nil:
		s.Role, s.Text = theme.Bad, "The sections cannot be counted: "+model.Sentence(m.countsErr)
	case len(l.said.Sentences()) > 0:
		s.Role, s.Text = theme.Warn, strings.Join(append(l.said.Sentences(), m.scope.String()), " ")
	default:
		s.Role, s.Text = theme.Accent, m.scope.String()
	}
	return s.Draw(f)
}

// position is where in the list the cursor is, as far as that is known.
func (m *root) position() string {
	l := m.current()
	if len(l.rows) == 0 {
		return ""
	}
	total, known := l.total()
	if c, ok := m.countOf(m.section); !known && ok && !m.scope.narrowed() && !c.AtLeast {
		total, known = c.Count, true
	}
	at := ""
	switch {
	case l.start >= 0:
		at = view.Number(l.start + l.cursor + 1)
	case known && l.last:
		at = view.Number(total - len(l.rows) + l.cursor + 1)
	case l.last && l.cursor == len(l.rows)-1:
		return "the last one"
	default:
		return ""
	}
	if !known {
		return at
	}
	return at + " of " + view.Number(total)
}
