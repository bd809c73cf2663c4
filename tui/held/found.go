package held

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// FoundDialog asks about a decision that an earlier session took and did not see
// through. None is sent without a word.
type FoundDialog struct {
	host.Plain
	d    *Decisions
	hold *Hold
}

var inFound = &host.Place{Name: "found", Title: "Decision of an earlier session", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*FoundDialog) Place() *host.Place { return inFound }

// Draw implements [host.Screen].
func (f *FoundDialog) Draw(in view.Frame) []string {
	return view.Found(f.hold.Held, f.hold.Row, in, f.d.h.Hints(f))
}

func (f *FoundDialog) send() tea.Cmd {
	return tea.Batch(f.d.h.Pop(f), f.d.Send(f.hold))
}

func (f *FoundDialog) withdraw() tea.Cmd {
	return tea.Batch(f.d.h.Pop(f), f.d.Withdraw(f.hold))
}

func (f *FoundDialog) look() tea.Cmd {
	return tea.Batch(f.d.h.Pop(f), f.d.Rows.Open(f.hold.Row))
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

// LookForLeft asks the journal what earlier sessions left.
func (d *Decisions) LookForLeft() tea.Cmd {
	e := d.h.Env()
	if e.Keeper == nil {
		return nil
	}
	ctx, keeper, desk := e.Ctx, e.Keeper, e.Desk
	return host.Ask(d.h, d, "looking into the journal",
		func() ([]leftover, error) { return leftovers(ctx, keeper, desk) },
		func(left []leftover, err error) tea.Msg { return leftMsg{left: left, err: err} })
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
		// An attempt that cannot be read is asked about all the same.
		if d, err := desk.ReadAttempt(ctx, h.Request.AttemptID); err == nil {
			row = d.AttemptRow
		} else if h.Problem == "" {
			h.Problem = model.Sentence(err)
		}
		out = append(out, leftover{held: h, row: row})
	}
	return out, nil
}

func (d *Decisions) left(msg leftMsg) tea.Cmd {
	if msg.err != nil {
		return d.h.Say(host.Bad, model.Sentence(msg.err))
	}
	for _, l := range msg.left {
		d.h.Enqueue(&FoundDialog{d: d, hold: d.leave(l.held, l.row)})
	}
	return nil
}
