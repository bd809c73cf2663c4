package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// step moves by single lines in whatever has the keys.
func step(by int) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd { return m.moveBy(by, false) }
}

// leap moves by screens, or by parts of one.
func leap(screens, parts int) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		return m.moveBy(screens*max(1, m.screenful()/parts), true)
	}
}

// screenful is how many lines of what has the keys are in sight.
func (m *root) screenful() int {
	switch m.spot() {
	case inList:
		return m.layout.rows
	case inExams, inExam, inOnboarding, inBackends, inBackend:
		return m.board.screenful()
	case inDecision, inResults, inChange, inGrant:
		return max(1, m.layout.body/2)
	case inAddress:
		return m.dialog.(*address).screenful()
	default:
		return max(1, m.layout.body-1)
	}
}

func (m *root) moveBy(by int, pages bool) tea.Cmd {
	switch over := m.over.(type) {
	case *search:
		over.step(by, over.size())
		return nil
	case *courses:
		over.step(by, over.size())
		return nil
	case *palette:
		over.step(by, over.size())
		return nil
	case *helpPage:
		over.scroll(by)
		return nil
	case *learnerPage:
		over.scroll(by)
		return nil
	case *statuses:
		over.step(by, over.size())
		return nil
	}
	if d, ok := m.dialog.(interface{ scroll(int) }); ok {
		d.scroll(by)
		return nil
	}
	if m.screen != nil {
		m.screen.scroll(by)
		return nil
	}
	if m.board != nil {
		return m.board.move(by)
	}
	l := m.current()
	if pages {
		l.scroll(by)
	} else {
		l.move(by)
	}
	return l.fill()
}

// far is more lines than anything has that is held as a whole.
const far = 1 << 20

func (m *root) goTop() tea.Cmd {
	if m.spot() == inList {
		return m.current().goTop()
	}
	return m.moveBy(-far, false)
}

func (m *root) goBottom() tea.Cmd {
	if m.spot() == inList {
		return m.current().goBottom()
	}
	return m.moveBy(far, false)
}

// turn opens the section after or before, around the ends.
func turn(by int) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		all := model.Sections()
		for i, s := range all {
			if s == m.section {
				return m.open(all[(i+by+len(all))%len(all)])
			}
		}
		return nil
	}
}

func (m *root) turnByNumber() tea.Cmd {
	all := model.Sections()
	if n := int(m.pressed[0] - '1'); n >= 0 && n < len(all) {
		return m.open(all[n])
	}
	return nil
}

// neighbour shows the attempt after or before in the list, as a whole.
func neighbour(by int) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		l := m.current()
		before := l.cursor
		l.move(by)
		row, ok := l.selected()
		if !ok || m.screen == nil {
			return nil
		}
		if l.cursor == before {
			return tea.Batch(l.fill(), m.say(noteInfo, "That was the last attempt of the list on this side."))
		}
		return tea.Batch(l.fill(), m.screen.show(row))
	}
}

// nextUndecided goes to the next attempt that waits for a person.
func (m *root) nextUndecided() tea.Cmd {
	l := m.current()
	cmd := l.seekNext(m.undecided)
	if l.missed {
		l.missed = false
		return tea.Batch(cmd, m.say(noteInfo, "Nothing below needs a decision; g goes to the top."))
	}
	return tea.Batch(cmd, m.showSelected())
}

// showSelected turns the whole attempt, if one is open, to the list's row.
func (m *root) showSelected() tea.Cmd {
	if m.screen == nil {
		return nil
	}
	if row, ok := m.current().selected(); ok && row.Attempt.ID != m.screen.row.Attempt.ID {
		return m.screen.show(row)
	}
	return nil
}
