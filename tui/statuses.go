package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/view"
)

// statuses lets a person choose the status to set.
type statuses struct {
	line edit
	picks
}

func newStatuses() *statuses { return &statuses{line: newEdit(filterLimit, "")} }

func (*statuses) spot() spot { return inStatuses }

func (s *statuses) typed(k tea.KeyMsg) tea.Cmd { //nolint:unparam // a typist may have something to ask
	if s.line.typed(k) {
		s.reset()
	}
	return nil
}

// choices are the statuses that have what is typed in their word.
func (s *statuses) choices() []model.AttemptStatus {
	var out []model.AttemptStatus
	text := strings.ToLower(strings.TrimSpace(s.line.text()))
	for _, status := range model.AttemptStatuses() {
		if status.IsKnown() && (strings.Contains(string(status), text) || strings.Contains(strings.ToLower(view.StatusWord(status)), text)) {
			out = append(out, status)
		}
	}
	return out
}

func (s *statuses) size() int { return len(s.choices()) }

func (m *root) openStatuses() tea.Cmd {
	m.over = newStatuses()
	return nil
}

func (m *root) chooseStatus() tea.Cmd {
	s, ok := m.over.(*statuses)
	if !ok || s.at >= s.size() {
		return nil
	}
	status := s.choices()[s.at]
	m.closeOver()
	return m.openChange(model.ChangeStatus, status)
}

func (m *root) drawStatuses(s *statuses, f view.Frame) []string {
	c, _, to := pickFrom("set status", &s.line, &s.picks, s.size(), f)
	for _, status := range s.choices()[c.From:to] {
		c.List = append(c.List, view.Choice{Left: view.StatusWord(status), Right: string(status)})
	}
	return c.Draw(f)
}

func (m *root) drawLearner(p *learnerPage, f view.Frame) []string {
	switch {
	case p.err != nil:
		return trouble(p.err, f)
	case p.card == nil:
		return view.Loading("the learner's card", f)
	}
	lines := view.LearnerCard(*p.card, f)
	p.lines, p.height = len(lines), f.Height
	p.scroll(0)
	return view.Scroll(lines, p.top, f)
}

func (m *root) drawChange(c *change, f view.Frame) []string {
	word := c.needed()
	s := view.ChangeState{
		Kind: c.kind, Status: c.status, Of: len(c.requests), Ready: c.ready, Refused: c.refused, Asking: !c.asked,
		Word: word, Typed: c.word.text(), Caret: c.word.caret(), Keys: m.keymap.footer(m, inChange), Top: c.top,
	}
	if !c.marked {
		return view.Change(s, f)
	}
	for _, r := range c.requests {
		s.Rows, s.Unseen = append(s.Rows, r.row), append(s.Unseen, r.unseen)
	}
	lines, all, inSight := view.ChangeMany(s, f).Draw(f)
	if c.asked {
		c.drawn(all, inSight)
	}
	return lines
}

// changeWord is what enter does now.
func (m *root) changeWord() string {
	if c, ok := m.dialog.(*change); ok && c.marked && c.hasMore(c.lines) {
		return "show the rest"
	}
	return "do it"
}

func changeKeys() []binding {
	const here = inList | inAttempt
	return []binding{
		{keys: []string{"R"}, short: "ready to resume", help: "let the learner go on with an attempt that broke off; all marked ones", group: groupDo, where: here, foot: 42, why: (*root).noResume, run: changeAs(model.ChangeResume)},
		{keys: []string{"X"}, short: "reset", help: "let the learner take a practice or onboarding exam again; all marked ones", group: groupDo, where: here, foot: 44, why: (*root).noReset, run: changeAs(model.ChangeReset)},
		{keys: []string{"S"}, short: "set status", help: "set another status; of all marked ones", group: groupDo, where: here, why: (*root).noStatus, run: (*root).openStatuses},
		{keys: []string{"D"}, short: "remove", help: "remove the attempt with the learner's answers; all marked ones", group: groupDo, where: here, why: (*root).noRemove, run: changeAs(model.ChangeRemove)},
		{keys: []string{"ctrl+x"}, label: "ctrl-x", short: "remove all", help: "remove all attempts of this learner at this exam", group: groupDo, where: here, why: (*root).noRemoveAll, run: changeAs(model.ChangeRemoveAll)},
		{keys: []string{"enter"}, short: "do it", word: (*root).changeWord, help: "make the change", group: groupDo, where: inChange, foot: 10, why: (*root).notChangeable, run: (*root).confirmChange},
		{keys: []string{"down"}, label: "↓ ↑", help: "one down", group: groupMove, where: inChange | inGrant, run: step(1)},
		{keys: []string{"up"}, label: "↑", help: "one up", group: groupMove, where: inChange | inGrant, run: step(-1)},
		{keys: []string{"pgdown"}, label: "pgdn", help: "one screen down", group: groupMove, where: inChange | inGrant, run: leap(1, 1)},
		{keys: []string{"pgup"}, label: "pgup", help: "one screen up", group: groupMove, where: inChange | inGrant, run: leap(-1, 1)},
		{keys: []string{"esc"}, short: "back", help: "change nothing", group: groupDo, where: inChange, foot: 70, run: (*root).closeDialog},
	}
}
