package queue

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Draw implements [host.Screen].
func (q *Queue) Draw(f view.Frame) []string {
	l, d := q.h.Layout(), drawing{q, q.ls.current()}
	switch {
	case l.Pane == host.PaneRight:
		return view.Beside(d.list(f.Sized(l.List, f.Height)), d.pane(f.Sized(l.Side, f.Height)), f)
	case l.Pane == host.PaneBelow && f.Height == l.Body:
		lines := d.list(f.Sized(f.Width, f.Height-l.Under-1))
		lines = append(lines, view.Divide(f.Sized(f.Width, 1), -1, false, false))
		return append(lines, d.pane(f.Sized(f.Width, l.Under))...)
	}
	return d.list(f)
}

// drawing is the open list as it is drawn.
type drawing struct {
	q *Queue
	l *List
}

// list draws the open section: its rows, or one of its other faces.
func (d drawing) list(f view.Frame) []string {
	l, section := d.l, d.q.ls.section
	columns := view.ColumnsFor(f.Width, section)
	body := f.Sized(f.Width, max(0, f.Height-1))
	switch {
	case len(l.Rows) > 0:
		return append([]string{columns.Header(f, l.query.NewestFirst)}, d.rows(columns, body)...)
	case l.err != nil:
		return kit.Trouble(l.err, f)
	case !l.loaded:
		return view.Loading("attempts", f)
	}
	if p, whole := d.q.further.part(); !whole {
		return view.Unread(d.q.ls.scope.words(), p.Words, f)
	}
	return view.Empty(section, d.q.ls.scope.words(), l.said.Sentences(), f)
}

// rows draws the rows in sight. In a frame that is lower than usual, as under a
// dialog, the row under the cursor stays in sight.
func (d drawing) rows(c view.Columns, f view.Frame) []string {
	l := d.l
	top := l.Top
	if f.Height < l.Height {
		top = max(top, l.Cursor-f.Height+1)
	}
	lines := make([]string, 0, f.Height)
	for i := top; i < len(l.Rows) && len(lines) < f.Height; i++ {
		lines = append(lines, d.row(l.Rows[i], i == l.Cursor, c, f))
	}
	return view.Window(lines, 0, f)
}

func (d drawing) row(r model.AttemptRow, selected bool, c view.Columns, f view.Frame) string {
	id := r.Attempt.ID
	st := view.RowState{Selected: selected}
	marked, ok := d.q.aim.Marked()[id]
	st.Marked = ok
	st.Mark, st.To = d.q.held.Mark(id)
	st.OpenBy = d.q.others[id]
	st.Gone, st.Stale = d.q.gone[id], ok && d.q.ls.newer(marked)
	if st.Mark == view.RowPlain && d.q.touched[id] {
		st.Mark = view.RowChanged
	}
	return view.Row(r, c, f, st)
}

// pane draws the selected attempt. Until the store has answered, what the list
// knows is shown.
func (d drawing) pane(f view.Frame) []string {
	p := &d.q.pane
	row, ok := d.l.Selected()
	switch {
	case !ok:
		return view.Window(nil, 0, f)
	case p.has && p.row.Attempt.ID == row.Attempt.ID && p.detail != nil:
		return view.Preview(merged(*p.detail, row), f)
	case p.err != nil:
		return kit.Trouble(p.err, f)
	}
	head := view.Preview(model.AttemptDetail{AttemptRow: row}, f.Sized(f.Width, 4))
	return view.Window(head, 0, f)
}

// Status describes what does not work, else what the list is narrowed to.
func (q *Queue) Status() view.Status {
	l := q.ls.current()
	s := view.Status{Right: q.position(), Marked: q.marked()}
	if s.Right != "" {
		s.Right = view.OrderWords(l.query.NewestFirst) + " · " + s.Right
	}
	switch {
	case q.lost != nil && len(l.Rows) > 0:
		s.Role, s.Text = theme.Bad, "Seen "+view.Ago(q.h.Now().Sub(q.seen))+"; the store cannot be read: "+model.Sentence(q.lost)
	case l.err != nil && len(l.Rows) > 0:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(l.err)
	case l.edgeErr != nil:
		s.Role, s.Text = theme.Bad, "No further attempts could be read: "+model.Sentence(l.edgeErr)
	case q.tabs.err != nil:
		s.Role, s.Text = theme.Bad, "The sections cannot be counted: "+model.Sentence(q.tabs.err)
	case len(l.said.Sentences()) > 0:
		s.Role, s.Text = theme.Warn, strings.Join(append(l.said.Sentences(), q.ls.scope.String()), " ")
	default:
		s.Role, s.Text = theme.Accent, q.ls.scope.String()
	}
	return s
}

// position returns where in the list the cursor is, as far as that is known.
func (q *Queue) position() string {
	l := q.ls.current()
	if len(l.Rows) == 0 {
		return ""
	}
	total, known := l.total()
	if c, ok := q.tabs.of(q.ls.section); !known && ok && !q.ls.scope.narrowed() && !c.AtLeast && c.Count >= 0 {
		total, known = c.Count, true
	}
	at := ""
	switch {
	case l.Start >= 0:
		at = view.Number(l.Start + l.Cursor + 1)
	case known && l.last:
		at = view.Number(total - len(l.Rows) + l.Cursor + 1)
	case l.last && l.Cursor == len(l.Rows)-1:
		return "the last one"
	default:
		return ""
	}
	switch _, whole := q.further.part(); {
	case !known:
		return at
	case !whole:
		return at + " of " + view.Number(total) + " read"
	}
	return at + " of " + view.Number(total)
}

// marked states how many attempts are marked, how many of them are not on the
// screen, and how many have changed meanwhile.
func (q *Queue) marked() string {
	if !q.aim.Any() {
		return ""
	}
	marks := q.aim.Marked()
	said, line := view.Number(len(marks))+" marked", q.aim.OnScreen()
	unseen, stale := 0, 0
	for id, row := range marks {
		if _, seen := line[id]; !seen {
			unseen++
		}
		if q.ls.newer(row) {
			stale++
		}
	}
	if unseen > 0 {
		said += ", " + view.Number(unseen) + " out of sight"
	}
	if stale > 0 {
		said += ", " + view.Number(stale) + " changed since"
	}
	return said
}
