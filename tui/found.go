package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// found asks about a decision that an earlier session took and did not see
// through. None is sent without a word.
type found struct{ hold *hold }

func (*found) spot() spot { return inFound }

// leftover is a decision of an earlier session and its attempt as it is now.
type leftover struct {
	held model.Held
	row  model.AttemptRow
}

type leftMsg struct {
	left []leftover
	err  error
}

// lookForLeft asks the journal what earlier sessions left.
func (m *root) lookForLeft() tea.Cmd {
	if m.Keeper == nil {
		return nil
	}
	ctx, keeper, desk := m.ctx, m.Keeper, m.Desk
	return ask(m.env, "looking into the journal",
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

func (m *root) left(msg leftMsg) tea.Cmd {
	if msg.err != nil {
		return m.say(noteBad, model.Sentence(msg.err))
	}
	for _, l := range msg.left {
		m.queue = append(m.queue, &found{hold: m.holds.leave(l.held, l.row)})
	}
	return nil
}

func (m *root) foundSend() tea.Cmd {
	f, ok := m.dialog.(*found)
	if !ok {
		return nil
	}
	m.closeDialog()
	return m.holds.send(f.hold)
}

func (m *root) foundWithdraw() tea.Cmd {
	f, ok := m.dialog.(*found)
	if !ok {
		return nil
	}
	m.closeDialog()
	return m.holds.withdraw(f.hold)
}

func (m *root) foundLook() tea.Cmd {
	f, ok := m.dialog.(*found)
	if !ok {
		return nil
	}
	m.closeDialog()
	return m.openRow(f.hold.row)
}

// foundLater leaves the decision in the journal.
func (m *root) foundLater() tea.Cmd { return m.closeDialog() }
