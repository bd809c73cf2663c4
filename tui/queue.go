package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// current is the list of the open section. Lists of other sections stay as
// they were left, so that going back to one shows it at once.
func (m *root) current() *list {
	l, ok := m.lists[m.section]
	if !ok {
		m.serials++
		l = newList(m.env, m.serials, m.query(), m.layout.rows)
		m.lists[m.section] = l
	}
	return l
}

func (m *root) query() model.AttemptQuery {
	return model.AttemptQuery{
		Filter:      m.scope.filter(m.section),
		NewestFirst: !m.section.OldestFirst() != m.flipped[m.section],
	}
}

// rescope shows the store under another scope.
func (m *root) rescope(s scope) tea.Cmd {
	courseChanged := s.course != m.scope.course
	m.scope = s
	for section, l := range m.lists {
		l.stop()
		delete(m.lists, section)
	}
	cmd := m.current().load()
	if courseChanged {
		m.counts = nil
		return tea.Batch(cmd, m.count())
	}
	return cmd
}

// open shows a section.
func (m *root) open(s model.Section) tea.Cmd {
	if !s.IsValid() || s == m.section {
		return nil
	}
	m.section = s
	l := m.current()
	l.height = m.layout.rows
	l.settle()
	if l.loaded {
		// What was left is shown at once, and brought up to date where it is.
		return l.refresh()
	}
	return l.load()
}

func (m *root) paged(msg pageMsg) tea.Cmd {
	for _, l := range m.lists {
		if l.serial != msg.list {
			continue
		}
		cmd, took := l.answer(msg)
		m.dirty = m.dirty || took
		if l.missed {
			l.missed = false
			return tea.Batch(cmd, m.say(noteInfo, "Nothing below needs a decision; g goes to the top."))
		}
		return cmd
	}
	return nil
}

// countsMsg is how much is in each section.
type countsMsg struct {
	id     int
	course string
	counts []model.SectionCount
	err    error
}

func (m *root) count() tea.Cmd {
	ctx, id := m.countLane.begin(m.ctx)
	desk, course := m.Desk, m.scope.course
	return ask(m.env, "counting the sections",
		func() ([]model.SectionCount, error) { return desk.CountSections(ctx, course) },
		func(c []model.SectionCount, err error) tea.Msg {
			return countsMsg{id: id, course: course, counts: c, err: err}
		})
}

func (m *root) counted(msg countsMsg) {
	if !m.countLane.settle(msg.id) || msg.course != m.scope.course {
		return
	}
	m.dirty = true
	m.countsErr = msg.err
	if msg.err == nil {
		m.counts = msg.counts
	}
}

// countOf is what the tabs say of a section.
func (m *root) countOf(s model.Section) (model.SectionCount, bool) {
	for _, c := range m.counts {
		if c.Section == s {
			return c, true
		}
	}
	return model.SectionCount{}, false
}

// read takes a detail in. It may be newer than the row that it was asked for,
// which then follows it.
func (m *root) read(msg detailMsg) {
	took := false
	switch {
	case msg.place == inPane:
		took = m.pane.answer(msg)
	case m.screen != nil:
		took = m.screen.answer(msg)
	}
	if !took {
		return
	}
	m.dirty = true
	if msg.err != nil {
		return
	}
	row := msg.detail.AttemptRow
	if before, ok := m.known(row.Attempt.ID); ok && before.Attempt.Modified.After(row.Attempt.Modified) {
		return
	}
	for _, l := range m.lists {
		l.update(row)
	}
	if m.pane.has && m.pane.row.Attempt.ID == row.Attempt.ID {
		m.pane.row = row
	}
	if m.screen != nil && m.screen.row.Attempt.ID == row.Attempt.ID {
		m.screen.row = row
	}
}

// refresh asks again for everything on the screen.
func (m *root) refresh() tea.Cmd {
	switch over := m.over.(type) {
	case *search:
		if over.text() == "" {
			return nil
		}
		return over.look()
	case *courses:
		return over.look()
	}
	if d, ok := m.dialog.(*decision); ok {
		return d.look()
	}
	if m.board != nil && m.screen == nil {
		return tea.Batch(m.board.refresh(), m.count())
	}
	cmds := []tea.Cmd{m.current().refresh(), m.count()}
	m.current().edgeErr = nil
	if m.screen != nil {
		cmds = append(cmds, m.screen.read())
	}
	if m.pane.has {
		cmds = append(cmds, m.pane.read())
	}
	return tea.Batch(cmds...)
}

// replaceRow puts a new state of an attempt wherever it is shown. Nothing
// moves.
func (m *root) replaceRow(row model.AttemptRow) tea.Cmd {
	for _, l := range m.lists {
		l.update(row)
	}
	if m.screen != nil && m.screen.row.Attempt.ID == row.Attempt.ID {
		return m.screen.show(row)
	}
	return nil
}

// row is the attempt that the keys are about.
func (m *root) row() (model.AttemptRow, bool) {
	if m.screen != nil {
		return m.screen.row, true
	}
	return m.current().selected()
}

// undecided tells an attempt that waits for a person, and for nobody's held
// decision.
func (m *root) undecided(r model.AttemptRow) bool {
	waits := r.Attempt.Status == model.SecondReviewRequired || r.Attempt.Status == model.Submitted && r.Attempt.TakingAsProctored
	return waits && m.holds.of(r.Attempt.ID) == nil
}
