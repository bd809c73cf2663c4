package decide

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

// Next goes on to the next attempt once one is decided.
type Next interface {
	Advance(attempt int64) tea.Cmd
}

// Teller is a screen that knows the learner's other attempts.
type Teller interface {
	Others(attempt int64) ([]model.AttemptRow, bool)
}

// Decider opens the dialogs before decisions.
type Decider struct {
	h    host.Host
	aim  *aim.Aim
	held *held.Decisions
	next Next
}

// New returns a decider whose decisions are held by held.
func New(h host.Host, a *aim.Aim, d *held.Decisions, next Next) *Decider {
	return &Decider{h: h, aim: a, held: d, next: next}
}

//nolint:gochecknoglobals // constants
var (
	inDecision = &host.Place{Name: "decision", Title: "Decision", Layer: host.LayerQuestion, Trait: host.Scrolls | host.Confirms | host.Refreshes}
	inReason   = &host.Place{Name: "reason", Title: "Reason", Layer: host.LayerQuestion, Trait: host.Types}
)

// decideAs opens the dialog for an outcome.
func (ds *Decider) decideAs(review model.ReviewStatus) tea.Cmd {
	if ds.aim.Any() {
		return ds.h.Push(&Bulk{ds: ds, Aim: ds.aim.Targets(), Chosen: review, reason: kit.NewEdit(model.MaxReason, "")})
	}
	row, ok := ds.aim.Row()
	if !ok {
		return nil
	}
	return ds.Decide(row, review, "")
}

// Decide opens the dialog on one attempt.
func (ds *Decider) Decide(row model.AttemptRow, review model.ReviewStatus, reason string) tea.Cmd {
	return ds.h.Push(ds.newDecision(row, review, reason))
}

// noDecision is why nothing can be decided now, empty if it can.
func (ds *Decider) noDecision() string {
	if why := ds.h.Env().DeniedWhy(); why != "" {
		return why
	}
	if why := ds.aim.Unclear(); why != "" || ds.aim.Any() {
		return why // of several, each is asked about in the dialog
	}
	row, _ := ds.aim.Row()
	if why := ds.aim.Denied(model.DeedDecide); why != "" {
		return why
	}
	return ds.held.UnderWay(row.Attempt.ID)
}

// others is the learner's other attempts, if a screen knows them.
func (ds *Decider) others(attempt int64) []model.AttemptRow {
	stack := ds.h.Stack()
	for i := len(stack) - 1; i >= 0; i-- {
		if t, ok := stack[i].(Teller); ok {
			if others, knows := t.Others(attempt); knows {
				return others
			}
		}
	}
	return nil
}
