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
	h host.Host
	// set opens the dialog for a status.
	set  func(model.AttemptStatus) tea.Cmd
	line kit.Edit
	kit.Picks
}

var inStatuses = &host.Place{Name: "statuses", Title: "Set status", Layer: host.LayerPage, Trait: host.Types | host.Picks} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*statuses) Place() *host.Place { return inStatuses }

// Typed implements [host.Typist].
func (s *statuses) Typed(k tea.KeyMsg) tea.Cmd {
	if s.line.Typed(k) {
		s.Reset()
	}
	return nil
}

// choices returns the statuses that have what is typed in their word.
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
	return tea.Batch(s.h.Pop(s), s.set(choices[s.At]))
}

// Move implements [host.Mover].
func (s *statuses) Move(by int, _ bool) tea.Cmd {
	s.Step(by, len(s.choices()))
	return nil
}

// Screenful implements [host.Mover].
func (s *statuses) Screenful() int { return max(1, s.h.Layout().Body-1) }

// Draw implements [host.Screen].
func (s *statuses) Draw(f view.Frame) []string {
	all := s.choices()
	c, _, to := kit.PickFrom("set status", &s.line, &s.Picks, len(all), f)
	for _, status := range all[c.From:to] {
		c.List = append(c.List, view.Choice{Left: view.StatusWord(status), Right: string(status)})
	}
	return c.Draw(f)
}
