package decide

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/held"
	"examdesk/tui/host"
)

// Next goes on to the next attempt once one is decided.
type Next interface {
	Advance(attempt int64) tea.Cmd
}

// Teller is a screen that knows the learner's other attempts.
type Teller interface {
	Others(attempt int64) ([]model.AttemptRow, bool)
}

// common is what the dialogs share.
type common struct {
	h    host.Host
	aim  *aim.Aim
	held *held.Decisions
	next Next
}

//nolint:gochecknoglobals // constants
var (
	inDecision = &host.Place{Name: "decision", Title: "Decision", Layer: host.LayerQuestion, Trait: host.Scrolls | host.Confirms | host.Refreshes}
	inReason   = &host.Place{Name: "reason", Title: "Reason", Layer: host.LayerQuestion, Trait: host.Types}
)

// others returns the learner's other attempts, if a screen knows them.
func (ds *common) others(attempt int64) []model.AttemptRow {
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
