package tui

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// View draws the desk. Bubble Tea calls it after every message, so what has not
// changed is not drawn again; and once before the terminal's size is known.
func (m *root) View() string {
	if m.dirty {
		m.drawn = strings.Join(m.lines(), "\n")
		m.dirty = false
		m.grace.drawn = (m.dialog != nil || m.leave != nil) && !m.layout.tooSmall()
	}
	return m.drawn
}

// lines are exactly as many as the screen has.
func (m *root) lines() []string {
	f := m.frame(m.width, m.height)
	if m.layout.tooSmall() { // or not known yet: nothing, then
		return view.Message("Make the window larger.", f)
	}
	lines := append(make([]string, 0, m.height), m.drawTop())
	switch {
	case m.screen != nil:
		lines = append(lines, m.drawCrumb())
	case m.board != nil:
		lines = append(lines, m.drawBoardCrumb())
	default:
		lines = append(lines, view.Tabs(m.tabCounts(), m.section, f))
	}
	if asking := m.drawAsking(m.height - linesAbove); asking != nil {
		return append(lines, m.withBase(asking, m.height-linesAbove+1)...)
	}
	if m.over != nil && m.spot()&(inPrompt|inLooking) == 0 {
		lines = append(lines, view.Divide(f, -1, false, false))
		lines = append(lines, m.drawOver(f.Sized(m.width, m.height-linesAbove-1))...)
		return append(lines, m.drawKeys())
	}
	base := m.drawBase(m.layout.body)
	lines = append(append(lines, view.Divide(f, m.joint(), false, m.split())), base...)
	if m.layout.rule {
		lines = append(lines, view.Divide(f, m.joint(), m.split(), false))
	}
	return append(lines, m.drawLast()...)
}

// joint is the column at which a rule meets the line between the panes.
func (m *root) joint() int {
	if !m.split() {
		return -1
	}
	if _, ok := m.board.(*backends); ok && m.screen == nil {
		return backendsLeft(m.width)
	}
	return m.layout.list
}

// split tells whether a list and a pane stand side by side.
func (m *root) split() bool {
	if m.screen == nil && m.board != nil {
		return m.board.split()
	}
	return m.layout.pane == paneRight && m.screen == nil
}

// withBase puts a question under as much of the list or the attempt as there is
// room for. height includes the rule above.
func (m *root) withBase(asking []string, height int) []string {
	f := m.frame(m.width, 1)
	rest := height - len(asking) - 2
	if rest < 3 {
		lines := append([]string{view.Divide(f, -1, false, false)}, asking...)
		return view.Window(lines, 0, m.frame(m.width, height))
	}
	if p, ok := m.over.(*policyEditor); ok {
		lines := append([]string{view.Divide(f, -1, false, false)}, m.drawPolicy(p, m.frame(m.width, rest))...)
		return append(append(lines, view.Divide(f, -1, false, false)), asking...)
	}
	base := m.drawBase(rest)
	lines := append([]string{view.Divide(f, m.joint(), false, m.split())}, base...)
	lines = append(lines, view.Divide(f, m.joint(), m.split(), false))
	return append(lines, asking...)
}

// drawBase draws what lies under everything in so many lines.
func (m *root) drawBase(height int) []string {
	if m.screen != nil {
		return m.drawScreen(m.frame(m.width, height))
	}
	if m.board != nil {
		return m.board.draw(m, m.frame(m.width, height))
	}
	if m.layout.pane == paneRight {
		left := m.drawList(m.frame(m.layout.list, height))
		return view.Beside(left, m.drawPane(m.frame(m.layout.side, height)), m.frame(m.width, height))
	}
	if m.layout.pane == paneBelow && height == m.layout.body {
		lines := m.drawList(m.frame(m.width, height-m.layout.under-1))
		lines = append(lines, view.Divide(m.frame(m.width, 1), -1, false, false))
		return append(lines, m.drawPane(m.frame(m.width, m.layout.under))...)
	}
	return m.drawList(m.frame(m.width, height))
}

func (m *root) drawTop() string {
	t := view.Top{Place: "all courses"}
	if m.scope.course != "" {
		t.Place = view.CourseShort(model.Text(m.scope.course))
	}
	if m.board != nil {
		if t.Place = "all courses"; m.board.inCourse() != "" {
			t.Place = view.CourseShort(model.Text(m.board.inCourse()))
		}
	}
	if name := m.Capabilities.Reviewer.Username.String(); name != "" {
		t.Right = append(t.Right, name)
	}
	if m.deniedWhy() != "" {
		t.Right = append(t.Right, "read-only")
	}
	if store := model.Clean(m.Capabilities.Store); store != "" {
		t.Right = append(t.Right, store)
	}
	if m.StoreNote != nil {
		if note := model.Clean(m.StoreNote(m.now)); note != "" {
			t.Right = append(t.Right, note)
		}
	}
	if m.holds.done > 0 {
		t.Right = append(t.Right, view.Number(m.holds.done)+" decided")
	}
	return t.Draw(m.frame(m.width, 1))
}

// tabCounts are the sections' counts, unknown ones negative.
func (m *root) tabCounts() []model.SectionCount {
	out := make([]model.SectionCount, 0, len(model.Sections()))
	for _, s := range model.Sections() {
		c, ok := m.countOf(s)
		if !ok {
			c = model.SectionCount{Section: s, Count: -1}
		}
		out = append(out, c)
	}
	return out
}

func (m *root) drawCrumb() string {
	back := m.section.Title()
	if at := m.position(); at != "" {
		back += "  " + at
	}
	row := m.screen.row
	return view.Crumb(back, names(row)+" · "+row.Exam.Name.String(), m.frame(m.width, 1))
}

// drawLast is the status line and the keys.
func (m *root) drawLast() []string {
	f := m.frame(m.width, 1)
	if p, ok := m.over.(*prompt); ok {
		keys := m.drawKeys()
		if p.hint != "" {
			keys = view.Notice{Role: theme.Warn, Text: p.hint}.Draw(f)
		}
		if p.problem != "" {
			keys = view.Notice{Role: theme.Bad, Text: p.problem}.Draw(f)
		}
		return []string{view.Prompt("/", p.line.text(), p.line.caret(), f), keys}
	}
	if l, ok := m.over.(*looking); ok {
		return []string{view.Prompt("/", l.line.text(), l.line.caret(), f), m.drawKeys()}
	}
	if m.board != nil && m.screen == nil {
		return []string{m.drawBoardStatus(f), m.drawKeys()}
	}
	return []string{m.drawStatus(f), m.drawKeys()}
}

func (m *root) drawKeys() string {
	return view.Footer(m.keymap.footer(m, m.spot()), m.frame(m.width, 1))
}
