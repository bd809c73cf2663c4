package queue

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// List is the attempts of one section under one filter: a window of rows, and
// the requests that fill it.
type List struct {
	window
	h host.Host
	// to takes the pages.
	to host.Taker
	// serial distinguishes the lists in answers.
	serial int
	// query is what the store is asked; typed is its filter as it was written, and
	// said what the store makes of that.
	query model.AttemptQuery
	typed model.Filter
	said  model.FilterReading

	// whole fills the window again; ahead and behind add to its ends.
	whole, ahead, behind host.Lane
	loaded               bool
	err                  error
	// edgeErr is why a further page could not be read.
	edgeErr error
	// before is where the store goes on before the window, if it stopped
	// looking in between.
	before model.Cursor
	seek   seek
	// missed reports whether the last search found nothing.
	missed bool
}

// seek is a search for the next row of a kind beyond what is loaded.
type seek struct {
	active bool
	pages  int
	wanted func(model.AttemptRow) bool
}

// seekPages bounds how far one key press looks.
const seekPages = 10

func newList(h host.Host, to host.Taker, serial int, q model.AttemptQuery, height int) *List {
	l := &List{h: h, to: to, serial: serial, query: q, typed: q.Filter}
	l.Height = height
	return l
}

// pageMsg is an answer with the question: a list takes only what it waits for.
type pageMsg struct {
	list  int
	id    int
	kind  pageKind
	query model.AttemptQuery
	page  model.AttemptPage
	// said is what the store makes of the filter, with the first page.
	said model.FilterReading
	err  error
}

func (l *List) lane(kind pageKind) *host.Lane {
	switch kind {
	case pageAhead:
		return &l.ahead
	case pageBehind:
		return &l.behind
	case pageFirst, pageRefresh, pageLast:
	}
	return &l.whole
}

// find asks for a page.
func (l *List) find(kind pageKind, q model.AttemptQuery) tea.Cmd {
	ctx, id := l.lane(kind).Begin(l.h.Env().Ctx)
	desk, serial := l.h.Env().Desk, l.serial
	return host.Ask(l.h, l.to, "listing the attempts",
		func() (foundPage, error) { return findPage(ctx, desk, kind, q) },
		func(p foundPage, err error) tea.Msg {
			return pageMsg{list: serial, id: id, kind: kind, query: q, page: p.page, said: p.said, err: err}
		})
}

// renew drops what is under way at the window's ends, since the window that it
// was asked for goes away.
func (l *List) renew() {
	l.ahead.Stop()
	l.behind.Stop()
	l.before = ""
	l.seek = seek{}
}

// load asks for the beginning of the list.
func (l *List) load() tea.Cmd {
	l.renew()
	q := l.query
	q.Filter, q.Limit = l.typed, l.PageSize()
	return l.find(pageFirst, q)
}

// refresh asks for the rows around the screen again. It begins before the
// screen, where a row or the beginning of the list gives it a place.
func (l *List) refresh() tea.Cmd {
	if len(l.Rows) == 0 {
		return l.load()
	}
	l.renew()
	q := l.query
	q.Limit = l.MaxRows() / 2
	if from := max(0, l.Top-l.PageSize()); from > 0 || !l.first {
		q.After = l.Rows[min(from, len(l.Rows)-1)].Cursor
	}
	return l.find(pageRefresh, q)
}

// goTop shows the beginning of the list, goBottom its end; the store is asked
// only if it is not loaded.
func (l *List) goTop() tea.Cmd {
	if l.loaded && !l.first {
		l.Cursor, l.Top = 0, 0
		return l.load()
	}
	l.Cursor = 0
	l.settle()
	return nil
}

func (l *List) goBottom() tea.Cmd {
	if !l.loaded || l.last {
		l.Cursor = len(l.Rows) - 1
		l.settle()
		return l.fill()
	}
	l.renew()
	q := l.query
	q.NewestFirst = !q.NewestFirst
	q.Limit = l.PageSize()
	return l.find(pageLast, q)
}

// fill asks for the next page where the screen comes near the end of the
// window.
func (l *List) fill() tea.Cmd {
	if !l.loaded || l.whole.Busy() {
		return nil
	}
	var cmds []tea.Cmd
	near := l.PageSize() / 2
	if !l.last && !l.ahead.Busy() && l.edgeErr == nil && (l.seek.active || l.Top+l.Height+near >= len(l.Rows)) {
		q := l.query
		q.After, q.Limit = l.next, l.PageSize()
		cmds = append(cmds, l.find(pageAhead, q))
	}
	if !l.first && !l.behind.Busy() && l.edgeErr == nil && l.Top < near && len(l.Rows) > 0 {
		q := l.query
		q.Before, q.Limit = l.Rows[0].Cursor, l.PageSize()
		if l.before != "" {
			q.Before = l.before
		}
		cmds = append(cmds, l.find(pageBehind, q))
	}
	return tea.Batch(cmds...)
}

// answer takes a page in, unless no one waits for it.
func (l *List) answer(m pageMsg) tea.Cmd {
	if !l.lane(m.kind).Settle(m.id) {
		return nil
	}
	if m.err != nil {
		l.failed(m)
		return nil
	}
	l.err, l.edgeErr = nil, nil
	switch m.kind {
	case pageFirst:
		l.query.Filter, l.said = m.said.Filter, m.said
		l.replace(m.page, 0, true)
		l.Cursor, l.Top = 0, 0
	case pageRefresh:
		if len(m.page.Rows) == 0 && m.query.After != "" {
			// What was on the screen is gone; what is left comes before it.
			return l.load()
		}
		l.refreshed(m)
	case pageLast:
		l.ended(m)
	case pageAhead:
		l.append(m.page)
		l.sought()
	case pageBehind:
		l.prepend(m.page, len(m.page.Rows) >= m.query.Limit || m.page.Partial && m.page.Next != "")
		l.before = ""
		if m.page.Partial {
			l.before = m.page.Next
		}
		l.settle()
	}
	l.loaded = true
	return l.fill()
}

// failed keeps the rows that are there: an old list is better than none, as long as
// the desk says that it is old.
func (l *List) failed(m pageMsg) {
	if m.kind == pageAhead || m.kind == pageBehind {
		l.edgeErr = m.err
		l.seek = seek{}
		return
	}
	l.err = m.err
}

func (l *List) refreshed(m pageMsg) {
	start, first := -1, m.query.After == ""
	if first {
		start = 0
	} else if i := slices.IndexFunc(l.Rows, func(r model.AttemptRow) bool { return r.Cursor == m.query.After }); i >= 0 && l.Start >= 0 {
		start = l.Start + i + 1
	}
	l.replace(m.page, start, first)
}

// ended shows the end of the list. The page came in the opposite order, and it is not
// known how many rows come before it.
func (l *List) ended(m pageMsg) {
	rows := m.page.Rows
	slices.Reverse(rows)
	l.Rows, l.next, l.last = rows, "", true
	l.first = m.page.Next == ""
	l.Start = -1
	if l.first {
		l.Start = 0
	}
	l.Cursor = len(rows) - 1
	l.Top = l.Cursor
	l.settle()
}

// seekNext moves to the next row of a kind, beyond what is loaded if it must.
func (l *List) seekNext(wanted func(model.AttemptRow) bool) tea.Cmd {
	l.seek = seek{active: true, wanted: wanted}
	l.sought()
	return l.fill()
}

// sought goes on with a search after more rows came.
func (l *List) sought() {
	if !l.seek.active {
		return
	}
	for i := l.Cursor + 1; i < len(l.Rows); i++ {
		if l.seek.wanted(l.Rows[i]) {
			l.move(i - l.Cursor)
			l.seek = seek{}
			return
		}
	}
	if l.seek.pages++; l.last || l.seek.pages > seekPages {
		l.seek = seek{}
		l.missed = true
	}
}

// total returns how many rows the list has, if it is known from the rows alone.
func (l *List) total() (int, bool) {
	if l.first && l.last {
		return len(l.Rows), true
	}
	if l.last && l.Start >= 0 {
		return l.Start + len(l.Rows), true
	}
	return 0, false
}

// stop ends all requests.
func (l *List) stop() {
	l.whole.Stop()
	l.renew()
}

// holdsRow reports whether an attempt is the selected one of the list, so that
// going on to the next one makes sense.
func (l *List) holdsRow(id int64) bool {
	row, ok := l.Selected()
	return ok && row.Attempt.ID == id
}
