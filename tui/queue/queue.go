// Package queue has the list of attempts with its sections, filter and preview, and
// the attempt as a whole.
package queue

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// Queue is the list of attempts, the lowest of all screens.
type Queue struct {
	h    host.Host
	aim  *aim.Aim
	held *held.Holds
	ls   *lists
	tabs *tabs
	pane reader
	// further reads more of what an LMS has.
	further further
	// gone are the attempts that were shown and are not there any more, touched
	// those that were changed in this session.
	gone, touched map[int64]bool
	// others are who has an attempt open at other desks.
	others map[int64]string
	// seen is when the store answered last, lost why it no longer does.
	seen time.Time
	lost error
}

var inList = &host.Place{Name: "list", Title: "List", Trait: host.Scrolls | host.Opens | host.Rows | host.Refreshes} //nolint:gochecknoglobals // a constant

// New returns the list of a section under a filter, in the grammar of
// [model.ParseFilter]; with an error the filter is left out.
func New(h host.Host, a *aim.Aim, d *held.Holds, section model.Section, filter string) (*Queue, error) {
	q := &Queue{h: h, aim: a, held: d, gone: map[int64]bool{}, touched: map[int64]bool{}, seen: h.Now()}
	s, named, err := newScope(scope{}, filter)
	if named.IsValid() {
		section = named
	}
	q.ls = &lists{h: h, to: q, section: section, scope: s, flipped: map[model.Section]bool{}, all: map[model.Section]*List{}}
	q.tabs = &tabs{h: h, to: q}
	q.pane = reader{h: h, to: q}
	q.further.q = q
	return q, err
}

// Place implements [host.Screen].
func (*Queue) Place() *host.Place { return inList }

// Start implements [host.Screen].
func (q *Queue) Start() tea.Cmd { return tea.Batch(q.ls.current().load(), q.count()) }

// Stop implements [host.Screen]; the list is never closed.
func (*Queue) Stop() {}

// Take implements [host.Screen].
func (q *Queue) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		cmd, missed := q.ls.answer(msg)
		if missed {
			return tea.Batch(cmd, q.sayMissed())
		}
		return cmd
	case furtherMsg:
		return q.further.answer(msg)
	case countsMsg:
		q.tabs.answer(msg, q.ls.scope.course)
	case detailMsg:
		if q.pane.answer(msg) && msg.err == nil {
			q.adoptDetail(msg.detail.AttemptRow)
		}
	case restMsg:
		return q.pane.rested(msg.seq)
	}
	return nil
}

// adoptDetail takes over the row of a detail, which may be newer than the one that
// it was asked for.
func (q *Queue) adoptDetail(row model.AttemptRow) {
	if before, ok := q.ls.known(row.Attempt.ID); ok && before.Attempt.Modified.After(row.Attempt.Modified) {
		return
	}
	q.ls.update(row)
	if q.pane.has && q.pane.row.Attempt.ID == row.Attempt.ID {
		q.pane.row = row
	}
	if o, ok := host.Find[interface{ take(row model.AttemptRow) }](q.h); ok {
		o.take(row)
	}
}

// Follow turns the preview to the selected attempt.
func (q *Queue) Follow() tea.Cmd {
	if !q.h.Layout().HasPane() {
		return nil
	}
	row, ok := q.ls.current().Selected()
	if !ok {
		q.pane.clear()
		return nil
	}
	return q.pane.rest(row)
}

// Resize implements [host.Resizer].
func (q *Queue) Resize() tea.Cmd { return q.ls.resize() }

// Name implements [host.Ground].
func (q *Queue) Name() string { return q.ls.section.Title() }

// Head implements [host.Ground].
func (q *Queue) Head(_ string, f view.Frame) string { return view.Tabs(q.tabs.all(), q.ls.section, f) }

// Joint implements [host.Ground].
func (q *Queue) Joint() int {
	if l := q.h.Layout(); l.Pane == host.PaneRight {
		return l.List
	}
	return -1
}

// InCourse implements [host.Ground].
func (q *Queue) InCourse() string { return q.ls.scope.course }

// Course returns the one course that the list is narrowed to, also by its filter.
func (q *Queue) Course() string {
	if courses := q.ls.current().query.Filter.Courses; len(courses) == 1 {
		return courses[0]
	}
	return ""
}

// Refresh implements [host.Refresher].
func (q *Queue) Refresh() tea.Cmd {
	l := q.ls.current()
	cmds := []tea.Cmd{l.refresh(), q.count()}
	l.edgeErr = nil
	if q.pane.has {
		cmds = append(cmds, q.pane.read())
	}
	return tea.Batch(cmds...)
}

// ReplaceRow implements [host.RowHolder].
func (q *Queue) ReplaceRow(row model.AttemptRow) tea.Cmd {
	q.ls.update(row)
	return nil
}

// Move implements [host.Mover].
func (q *Queue) Move(by int, pages bool) tea.Cmd {
	l := q.ls.current()
	at := l.Cursor
	if pages {
		l.scroll(by)
	} else {
		l.move(by)
	}
	if by > 0 && l.Cursor == at {
		return tea.Batch(l.fill(), q.further.read())
	}
	return l.fill()
}

// Screenful implements [host.Mover].
func (q *Queue) Screenful() int { return q.h.Layout().Rows }

// Top implements [host.Ender].
func (q *Queue) Top() tea.Cmd { return q.ls.current().goTop() }

// Bottom implements [host.Ender].
func (q *Queue) Bottom() tea.Cmd {
	if l := q.ls.current(); l.last && l.Cursor >= len(l.Rows)-1 {
		return q.further.read()
	}
	return q.ls.current().goBottom()
}

// Row implements [aim.Subject].
func (q *Queue) Row() (model.AttemptRow, bool) { return q.ls.current().Selected() }

// OnScreen implements [aim.Subject].
func (q *Queue) OnScreen() map[int64]int {
	l, out := q.ls.current(), map[int64]int{}
	for i := l.Top; i < min(len(l.Rows), l.Top+max(1, l.Height)); i++ {
		out[l.Rows[i].Attempt.ID] = i
	}
	return out
}

// Whole implements [aim.Subject].
func (*Queue) Whole() bool { return false }

// Others returns the learner's other attempts, if the preview knows them.
func (q *Queue) Others(attempt int64) ([]model.AttemptRow, bool) { return q.pane.others(attempt) }

func (q *Queue) count() tea.Cmd { return q.tabs.count(q.ls.scope.course) }

// rescope shows the store under another scope.
func (q *Queue) rescope(s scope) tea.Cmd {
	courseChanged := s.course != q.ls.scope.course
	cmd := q.ls.rescope(s)
	if courseChanged {
		q.tabs.counts = nil
		return tea.Batch(cmd, q.count())
	}
	return cmd
}

func (q *Queue) sayMissed() tea.Cmd {
	return q.h.Say(host.Info, "Nothing below needs a decision; g goes to the top.")
}

// Section returns the open section.
func (q *Queue) Section() model.Section { return q.ls.section }

// List returns the list of the open section.
func (q *Queue) List() *List { return q.ls.current() }

// Previewed returns what the preview shows, if it is there.
func (q *Queue) Previewed() (model.AttemptDetail, bool) {
	if q.pane.detail == nil {
		return model.AttemptDetail{}, false
	}
	return *q.pane.detail, true
}
