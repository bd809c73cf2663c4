package change

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// statuses lets a person choose the status to set.
type statuses struct {
	host.Plain
	cs   *Changes
	line kit.Edit
	kit.Picks
}

// Place implements [host.Screen].
func (*statuses) Place() *host.Place { return inStatuses }

// Typed implements [host.Typist].
func (s *statuses) Typed(k tea.KeyMsg) tea.Cmd {
	if s.line.Typed(k) {
		s.Reset()
	}
	return nil
}

// choices are the statuses that have what is typed in their word.
func (s *statuses) choices() []model.AttemptStatus {
	var out []model.AttemptStatus
	text := strings.ToLower(strings.TrimSpace(s.line.Text()))
	for _, status := range model.AttemptStatuses() {
		if status.IsKnown() && (strings.Contains(string(status), text) || strings.Contains(strings.ToLower(view.StatusWord(status)), text)) {
			out = append(out, status)
		}
	}
	return out
}

// Choose opens the dialog for the status under the cursor.
func (s *statuses) Choose() tea.Cmd {
	choices := s.choices()
	if s.At >= len(choices) {
		return nil
	}
	return tea.Batch(s.cs.h.Pop(s), s.cs.open(model.ChangeStatus, choices[s.At]))
}

// Move implements [host.Mover].
func (s *statuses) Move(by int, _ bool) tea.Cmd {
	s.Step(by, len(s.choices()))
	return nil
}

// Screenful implements [host.Mover].
func (s *statuses) Screenful() int { return max(1, s.cs.h.Layout().Body-1) }

// Draw implements [host.Screen].
func (s *statuses) Draw(f view.Frame) []string {
	all := s.choices()
	c, _, to := kit.PickFrom("set status", &s.line, &s.Picks, len(all), f)
	for _, status := range all[c.From:to] {
		c.List = append(c.List, view.Choice{Left: view.StatusWord(status), Right: string(status)})
	}
	return c.Draw(f)
}
