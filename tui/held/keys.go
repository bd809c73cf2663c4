package held

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
)

// undo takes the last decision back and goes to its attempt.
func (d *Decisions) undo() tea.Cmd {
	h := d.Newest(Waiting, Taking)
	if h == nil {
		return nil
	}
	if d.batches.all[h.Batch] != nil {
		return d.undoAll(h.Batch)
	}
	return tea.Batch(d.Withdraw(h), d.Rows.GoTo(h.Held.Request.AttemptID))
}

// undoAll takes back whatever of a batch has not been sent.
func (d *Decisions) undoAll(batch int) tea.Cmd {
	var cmds []tea.Cmd
	for _, h := range d.In(Waiting, Taking) {
		if h.Batch == batch {
			cmds = append(cmds, d.Withdraw(h))
		}
	}
	return tea.Batch(cmds...)
}

// tryAgain sends again what failed; what met someone else's decision is asked
// about instead, since sending it again would meet it again.
func (d *Decisions) tryAgain() tea.Cmd {
	h := d.Newest(Failed)
	switch {
	case h == nil:
		return nil
	case h.Conflict != nil:
		return d.h.Push(d.conflictOf(h))
	}
	d.h.Hush()
	return d.Retry(h)
}

func (d *Decisions) giveUp() tea.Cmd {
	if h := d.Newest(Failed); h != nil {
		return d.Withdraw(h)
	}
	return nil
}

// settleNext asks about the first decision that needs a person's word.
func (d *Decisions) settleNext() tea.Cmd {
	h := d.Unsettled()
	switch {
	case h == nil:
		return nil
	case h.State == Found:
		return d.h.Push(d.foundOf(h))
	}
	return d.h.Push(d.conflictOf(h))
}

func (d *Decisions) noUndo() string {
	if d.Newest(Waiting, Taking) == nil {
		return "There is no held decision to undo. To reverse a decision that was sent, decide again."
	}
	return ""
}

func (d *Decisions) noFailure() string {
	if d.Newest(Failed) == nil {
		return "No decision has failed."
	}
	return ""
}

func (d *Decisions) nothingToSettle() string {
	if d.Unsettled() == nil {
		return "There is nothing to settle."
	}
	return ""
}

// Part returns the keys of what is held, and its dialogs.
func (d *Decisions) Part() host.Part {
	here, run, why := host.With(host.Opens), host.Run, host.Say
	// What stands in the way of a conflict's new decision stands in the way of all.
	denied := func() string { return d.h.Env().DeniedWhy() }
	return host.Part{Places: []*host.Place{inConflict, inFound}, Bindings: []host.Binding{
		{Keys: []string{"u"}, Short: "undo", Help: "undo your last decision, while it is held", Group: host.GroupHeld, Where: here, Foot: 5, Why: why(d.noUndo), Run: run(d.undo)},
		{Keys: []string{"t"}, Short: "try again", Help: "retry decisions that could not be sent", Group: host.GroupHeld, Where: here, Foot: 6, Why: why(d.noFailure), Run: run(d.tryAgain)},
		{Keys: []string{"w"}, Short: "withdraw", Help: "withdraw a decision that could not be sent", Group: host.GroupHeld, Where: here, Foot: 7, Why: why(d.noFailure), Run: run(d.giveUp)},
		{Keys: []string{"e"}, Short: "settle", Help: "settle a conflict, or decisions left by an earlier session", Group: host.GroupHeld, Where: here, Foot: 4, Why: why(d.nothingToSettle), Run: run(d.settleNext)},

		{Keys: []string{"l", "enter"}, Label: "l", Short: "look again", Help: "open the attempt as it is now", Group: host.GroupDecide, Where: host.In("conflict"), Foot: 10, Run: host.On((*Conflict).look)},
		{Keys: []string{"d"}, Short: "decide again", Help: "decide on the attempt as it is now", Group: host.GroupDecide, Where: host.In("conflict"), Foot: 20, Why: why(denied), Run: host.On((*Conflict).again)},
		{Keys: []string{"x"}, Short: "dismiss", Help: "keep the other person's decision", Group: host.GroupDecide, Where: host.In("conflict"), Foot: 30, Run: host.On((*Conflict).dismiss)},
		{Keys: []string{"esc", "q"}, Label: "esc", Short: "later", Help: "leave it for later", Group: host.GroupDecide, Where: host.In("conflict"), Foot: 40, Run: host.Close(d.h)},

		{Keys: []string{"s"}, Short: "send", Help: "send the decision now", Group: host.GroupHeld, Where: host.In("found"), Foot: 10, Run: host.On((*FoundDialog).send)},
		{Keys: []string{"w"}, Short: "withdraw", Help: "withdraw the decision", Group: host.GroupHeld, Where: host.In("found"), Foot: 20, Run: host.On((*FoundDialog).withdraw)},
		{Keys: []string{"l"}, Short: "look", Help: "open the attempt first", Group: host.GroupHeld, Where: host.In("found"), Foot: 30, Run: host.On((*FoundDialog).look)},
		{Keys: []string{"esc", "q"}, Label: "esc", Short: "later", Help: "leave it in the journal", Group: host.GroupHeld, Where: host.In("found"), Foot: 40, Run: host.Close(d.h)},
	}}
}
