package held

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// FoundDialog asks about a decision that an earlier session took and did not complete.
// None is sent without asking.
type FoundDialog struct {
	host.Plain
	h     host.Host
	holds *Holds
	hold  *Hold
	// open shows an attempt as a whole.
	open func(row model.AttemptRow) tea.Cmd
}

var inFound = &host.Place{Name: "found", Title: "Decision of an earlier session", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*FoundDialog) Place() *host.Place { return inFound }

// Draw implements [host.Screen].
func (f *FoundDialog) Draw(in view.Frame) []string {
	return view.Found(f.hold.Held, f.hold.Row, in, f.h.Hints(f))
}

func (f *FoundDialog) send() tea.Cmd {
	return tea.Batch(f.h.Pop(f), f.holds.Send(f.hold))
}

func (f *FoundDialog) withdraw() tea.Cmd {
	return tea.Batch(f.h.Pop(f), f.holds.Withdraw(f.hold))
}

func (f *FoundDialog) look() tea.Cmd {
	return tea.Batch(f.h.Pop(f), f.open(f.hold.Row))
}

// leftover is a decision of an earlier session and its attempt as it is now.
type leftover struct {
	held model.Held
	row  model.AttemptRow
}

type leftMsg struct {
	left []leftover
	err  error
}

func leftovers(ctx context.Context, keeper model.DecisionKeeper, desk model.Desk) ([]leftover, error) {
	all, err := keeper.Held(ctx)
	if err != nil {
		return nil, err
	}
	var out []leftover
	for _, h := range all {
		if h.State != model.HeldFound {
			continue
		}
		row := model.AttemptRow{Attempt: model.Attempt{ID: h.Request.AttemptID}}
		// The person is asked even about an attempt that cannot be read.
		if d, err := desk.ReadAttempt(ctx, h.Request.AttemptID); err == nil {
			row = d.AttemptRow
		} else if h.Problem == "" {
			h.Problem = model.Sentence(err)
		}
		out = append(out, leftover{held: h, row: row})
	}
	return out, nil
}
