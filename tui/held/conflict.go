package held

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// Conflict shows what the reviewer saw and what is there now.
type Conflict struct {
	host.Plain
	h     host.Host
	holds *Holds
	// open shows an attempt as a whole, decide opens the dialog on it; later does so
	// once a decision is withdrawn.
	open   func(row model.AttemptRow) tea.Cmd
	decide func(row model.AttemptRow, review model.ReviewStatus, reason string) tea.Cmd
	later  func(h *Hold, row model.AttemptRow) tea.Cmd
	// hold is nil if the decision was not taken yet.
	hold   *Hold
	seen   model.Version
	now    model.AttemptRow
	chosen model.ReviewStatus
	reason string
	// said is what the store said beyond that the attempt changed.
	said string
}

var inConflict = &host.Place{Name: "conflict", Title: "Conflict", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Conflict) Place() *host.Place { return inConflict }

// Draw implements [host.Screen].
func (c *Conflict) Draw(f view.Frame) []string {
	return view.Conflict(c.seen, c.now, c.said, c.reason, f, c.h.Hints(c))
}

func (c *Conflict) look() tea.Cmd {
	return tea.Batch(c.h.Pop(c), c.open(c.now))
}

// again opens the dialog on what the attempt is now; the decision that came too
// late is withdrawn first.
func (c *Conflict) again() tea.Cmd {
	closed := c.h.Pop(c)
	if c.hold == nil {
		return tea.Batch(closed, c.decide(c.now, c.chosen, c.reason))
	}
	return tea.Batch(closed, c.later(c.hold, c.now))
}

func (c *Conflict) dismiss() tea.Cmd {
	closed := c.h.Pop(c)
	if c.hold == nil {
		return closed
	}
	return tea.Batch(closed, c.holds.Withdraw(c.hold))
}
