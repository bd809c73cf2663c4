package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

func (m *root) openAttempt() tea.Cmd {
	row, ok := m.current().selected()
	if !ok {
		return nil
	}
	return m.openRow(row)
}

// openRow shows an attempt as a whole, whether the list holds it or not.
func (m *root) openRow(row model.AttemptRow) tea.Cmd {
	if m.screen != nil {
		m.screen.lane.stop()
	}
	m.screen = newScreen(m.env, row)
	// What the pane knows is shown until the store has answered.
	if m.pane.detail != nil && m.pane.detail.Attempt.ID == row.Attempt.ID {
		m.screen.detail = m.pane.detail
	}
	return m.screen.read()
}

func (m *root) closeAttempt() tea.Cmd {
	if m.screen != nil {
		m.screen.lane.stop()
	}
	m.screen = nil
	return nil
}

func (m *root) unfold() tea.Cmd {
	m.screen.unfolded = !m.screen.unfolded
	return nil
}

func (m *root) flip() tea.Cmd {
	m.flipped[m.section] = !m.flipped[m.section]
	if l, ok := m.lists[m.section]; ok {
		l.stop()
		delete(m.lists, m.section)
	}
	return m.current().load()
}

// widen removes the marks, or else the last narrowing.
func (m *root) widen() tea.Cmd {
	if len(m.marks) > 0 {
		return m.clearMarks()
	}
	if s, ok := m.scope.wider(); ok {
		return m.rescope(s)
	}
	return nil
}

func (m *root) openPrompt() tea.Cmd {
	text := m.scope.text
	if text != "" {
		text += " "
	}
	m.over = newPrompt(text)
	return nil
}

// applyPrompt takes the filter over; a wrong one stays in the prompt with what
// is wrong about it.
func (m *root) applyPrompt() tea.Cmd {
	p, ok := m.over.(*prompt)
	if !ok || !p.check() {
		return nil
	}
	s, section, err := newScope(m.scope, p.line.text())
	if err != nil {
		p.problem = filterProblem(err)
		return nil
	}
	m.over = nil
	cmd := m.rescope(s)
	if section.IsValid() && section != m.section {
		return m.open(section)
	}
	return cmd
}

func (m *root) openSearch() tea.Cmd {
	m.over = newSearch(m.env)
	return nil
}

func (m *root) openCourses() tea.Cmd {
	c := newCourses(m.env)
	m.over = c
	return c.look()
}

func (m *root) openPalette() tea.Cmd {
	m.over = newPalette(m.keymap.commands(m, m.under()))
	return nil
}

// choosePick takes the choice under the cursor of whatever list is open.
func (m *root) choosePick() tea.Cmd {
	switch over := m.over.(type) {
	case *search:
		learner, ok := over.chosen()
		if !ok {
			return nil
		}
		return m.pickLearner(learner)
	case *statuses:
		return m.chooseStatus()
	case *courses:
		choices := over.choices()
		if over.at >= len(choices) {
			return nil
		}
		s := m.scope
		s.course = choices[over.at].ID.Raw()
		m.closeOver()
		if over.then != nil {
			return over.then(s.course)
		}
		return m.rescope(s)
	case *palette:
		choices := over.choices()
		if over.at >= len(choices) {
			return nil
		}
		b := choices[over.at]
		m.closeOver()
		return m.press(b, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(b.keys[0])})
	}
	return nil
}

// pickLearner shows all attempts of a learner, whatever their section.
func (m *root) pickLearner(l model.Learner) tea.Cmd {
	s := m.scope
	s.learner, s.text, s.typed = l.Username.Raw(), "", model.Filter{}
	m.closeOver()
	m.screen = nil
	m.section = model.SectionAll
	return m.rescope(s)
}

// helpPage is the help, as high as it needs to be.
type helpPage struct {
	under         spot
	top           int
	lines, height int
}

func (*helpPage) spot() spot { return inHelp }

func (h *helpPage) scroll(by int) { h.top = max(0, min(h.top+by, h.lines-h.height)) }

func (m *root) openHelp() tea.Cmd {
	m.over = &helpPage{under: m.under()}
	return nil
}
