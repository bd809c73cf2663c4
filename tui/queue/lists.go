package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// lists are the lists of the sections under one scope. Those that are not shown
// stay as they were left, so that going back to one shows it at once.
type lists struct {
	h       host.Host
	to      host.Taker
	section model.Section
	scope   scope
	flipped map[model.Section]bool
	all     map[model.Section]*List
	serials int
}

// current returns the list of the open section.
func (ls *lists) current() *List {
	l, ok := ls.all[ls.section]
	if !ok {
		ls.serials++
		l = newList(ls.h, ls.to, ls.serials, ls.query(), ls.h.Layout().Rows)
		ls.all[ls.section] = l
	}
	return l
}

func (ls *lists) query() model.AttemptQuery {
	return model.AttemptQuery{
		Filter:      ls.scope.filter(ls.section),
		NewestFirst: !ls.section.OldestFirst() != ls.flipped[ls.section],
	}
}

// rescope shows the store under another scope.
func (ls *lists) rescope(s scope) tea.Cmd {
	ls.scope = s
	for section, l := range ls.all {
		l.stop()
		delete(ls.all, section)
	}
	return ls.current().load()
}

// open shows a section.
func (ls *lists) open(s model.Section) tea.Cmd {
	if !s.IsValid() || s == ls.section {
		return nil
	}
	ls.section = s
	l := ls.current()
	l.Height = ls.h.Layout().Rows
	l.settle()
	if l.loaded {
		// What was left is shown at once, and brought up to date where it is.
		return l.refresh()
	}
	return l.load()
}

// turn opens the section after or before, around the ends.
func (ls *lists) turn(by int) tea.Cmd {
	all := model.Sections()
	for i, s := range all {
		if s == ls.section {
			return ls.open(all[(i+by+len(all))%len(all)])
		}
	}
	return nil
}

func (ls *lists) turnTo(n int) tea.Cmd {
	all := model.Sections()
	if n >= 0 && n < len(all) {
		return ls.open(all[n])
	}
	return nil
}

// flip turns the order of the open section around.
func (ls *lists) flip() tea.Cmd {
	ls.flipped[ls.section] = !ls.flipped[ls.section]
	if l, ok := ls.all[ls.section]; ok {
		l.stop()
		delete(ls.all, ls.section)
	}
	return ls.current().load()
}

// resize fits the lists to the terminal; they keep their row on the screen.
func (ls *lists) resize() tea.Cmd {
	for _, l := range ls.all {
		l.Height = ls.h.Layout().Rows
		l.settle()
	}
	return ls.current().fill()
}

// answer gives a page to the list that asked for it. It returns true if a search
// ended with nothing.
func (ls *lists) answer(msg pageMsg) (cmd tea.Cmd, missed bool) {
	for _, l := range ls.all {
		if l.serial != msg.list {
			continue
		}
		cmd = l.answer(msg)
		missed, l.missed = l.missed, false
	}
	return cmd, missed
}

// known returns an attempt as the lists have it.
func (ls *lists) known(id int64) (model.AttemptRow, bool) {
	for _, l := range ls.all {
		if i := l.IndexOf(id); i >= 0 {
			return l.Rows[i], true
		}
	}
	return model.AttemptRow{}, false
}

// update puts a new state of an attempt where it stands. Nothing moves.
func (ls *lists) update(row model.AttemptRow) {
	for _, l := range ls.all {
		l.update(row)
	}
}

// newer reports whether a list holds an attempt as it was after row.
func (ls *lists) newer(row model.AttemptRow) bool {
	for _, l := range ls.all {
		if i := l.IndexOf(row.Attempt.ID); i >= 0 && l.Rows[i].Attempt.Modified.After(row.Attempt.Modified) && !l.Rows[i].Version().Equal(row.Version()) {
			return true
		}
	}
	return false
}
