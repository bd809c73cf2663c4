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
	d *Decisions
	// hold is nil if the decision was not taken yet.
	hold   *Hold
	seen   model.Version
	now    model.AttemptRow
	chosen model.ReviewStatus
	reason string
}

var inConflict = &host.Place{Name: "conflict", Title: "Conflict", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// NewConflict shows a conflict that was met before the decision was taken.
func (d *Decisions) NewConflict(c *model.ConflictError, chosen model.ReviewStatus, reason string) *Conflict {
	return &Conflict{d: d, seen: c.Seen, now: c.Now, chosen: chosen, reason: reason}
}

func (d *Decisions) conflictOf(h *Hold) *Conflict {
	return &Conflict{d: d, hold: h, seen: h.Conflict.Seen, now: h.Conflict.Now, chosen: h.Held.Request.Review, reason: h.Held.Request.Reason}
}

// Place implements [host.Screen].
func (*Conflict) Place() *host.Place { return inConflict }

// Draw implements [host.Screen].
func (c *Conflict) Draw(f view.Frame) []string {
	return view.Conflict(c.seen, c.now, c.reason, f, c.d.h.Hints(c))
}

func (c *Conflict) look() tea.Cmd {
	return tea.Batch(c.d.h.Pop(c), c.d.Rows.Open(c.now))
}

// again opens the dialog on what the attempt is now; the decision that came too
// late is withdrawn first.
func (c *Conflict) again() tea.Cmd {
	closed := c.d.h.Pop(c)
	if c.hold == nil {
		return tea.Batch(closed, c.d.Decide(c.now, c.chosen, c.reason))
	}
	c.d.again[c.hold.Token] = c.now
	return tea.Batch(closed, c.d.Withdraw(c.hold))
}

func (c *Conflict) dismiss() tea.Cmd {
	closed := c.d.h.Pop(c)
	if c.hold == nil {
		return closed
	}
	return tea.Batch(closed, c.d.Withdraw(c.hold))
}
