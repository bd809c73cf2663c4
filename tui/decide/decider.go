package decide

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

// Decider opens the dialogs before decisions.
type Decider struct{ *common }

// New returns a decider whose decisions are held by held.
func New(h host.Host, a *aim.Aim, d *held.Decisions, next Next) *Decider {
	return &Decider{&common{h: h, aim: a, held: d, next: next}}
}

// decideAs opens the dialog for an outcome.
func (ds *Decider) decideAs(review model.ReviewStatus) tea.Cmd {
	if ds.aim.Any() {
		return ds.h.Push(&Bulk{ds: ds.common, Aim: ds.aim.Targets(), Chosen: review, reason: kit.NewEdit(model.MaxReason, "")})
	}
	row, ok := ds.aim.Row()
	if !ok {
		return nil
	}
	return ds.Decide(row, review, "")
}

// Decide opens the dialog on one attempt.
func (ds *Decider) Decide(row model.AttemptRow, review model.ReviewStatus, reason string) tea.Cmd {
	return ds.h.Push(newDecision(ds.common, row, review, reason))
}

// noDecision returns why nothing can be decided now, empty if it can.
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
