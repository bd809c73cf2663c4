// Package held has the decisions that are taken and not settled: the journal keeps
// them, they can be undone for a while, and then they are sent. They outlive the
// screens on which they were taken.
package held

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Rows is the list of attempts, as far as decisions need it.
type Rows interface {
	// Count counts the sections again, Reload asks for the rows again.
	Count() tea.Cmd
	Reload() tea.Cmd
	// GoTo moves the cursor to an attempt, if the list holds it.
	GoTo(attempt int64) tea.Cmd
	// Open shows an attempt as a whole.
	Open(row model.AttemptRow) tea.Cmd
	// Touched notes that an attempt was changed in this session.
	Touched(attempts ...int64)
}

// Decisions is what becomes of the decisions of a desk.
type Decisions struct {
	*Holds
	h    host.Host
	aim  *aim.Aim
	Rows Rows
	// Decide opens the dialog before a decision.
	Decide func(row model.AttemptRow, review model.ReviewStatus, reason string) tea.Cmd
	// Paused reports whether somebody weighs taking back what is held, so that
	// nothing is sent.
	Paused func() bool
	// again is the attempts to decide once more when the decision before, by
	// token, is withdrawn.
	again map[int]model.AttemptRow
	// batches are the decisions that were confirmed together, until all of them
	// have an outcome.
	batches    map[int]*batch
	batchCount int
}

// New begins without decisions. Rows, Decide and Paused are to be filled in.
func New(h host.Host, a *aim.Aim) *Decisions {
	d := &Decisions{Holds: &Holds{h: h}, h: h, aim: a, again: map[int]model.AttemptRow{}, batches: map[int]*batch{}}
	d.to = d
	return d
}

// TakeOne asks the journal to keep a decision.
func (d *Decisions) TakeOne(one One) tea.Cmd {
	_, cmd := d.take(one.Request, one.Row, one.To)
	return cmd
}

// Take takes the journal's answers in.
func (d *Decisions) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case heldMsg:
		cmd := d.taken(msg, d.h.Now())
		if h := d.ByToken(msg.token); h != nil && h.State == Failed {
			if settled, together := d.settleOne(h, outcome{outcomeFailed, "not taken: " + h.Problem}); together {
				return tea.Batch(cmd, settled)
			}
			return tea.Batch(cmd, d.h.Say(host.Bad, kit.Name(h.Row)+": "+h.Problem))
		}
		return cmd
	case dueMsg:
		if d.Paused() {
			return nil
		}
		return d.dueNow(msg.token)
	case sentMsg:
		return d.decided(msg)
	case withdrawnMsg:
		return d.tookBack(msg)
	case leftMsg:
		return d.left(msg)
	}
	return nil
}

// decided shows what became of a decision: the row as the store has it now, or
// what stood in the way.
func (d *Decisions) decided(msg sentMsg) tea.Cmd {
	h := d.sent(msg)
	if h == nil {
		return nil
	}
	if cmd, together := d.decidedTogether(h, msg); together {
		return cmd
	}
	switch {
	case msg.err == nil:
		row := msg.decided.Row
		if row.Attempt.ID != h.Held.Request.AttemptID {
			return tea.Batch(d.Rows.Count(), d.Rows.Reload())
		}
		d.Rows.Touched(row.Attempt.ID)
		return tea.Batch(d.h.ReplaceRow(row), d.Rows.Count(), d.h.Say(host.Good, view.StatusWord(msg.decided.To)+": "+kit.Name(row)))
	case h.Conflict != nil:
		d.h.Enqueue(d.conflictOf(h))
		return tea.Batch(d.h.ReplaceRow(h.Conflict.Now), d.Rows.Count())
	}
	return d.h.Say(host.Bad, kit.Name(h.Row)+": "+h.Problem)
}

// decidedTogether takes in what became of one of several decisions. A conflict is
// not asked about by itself: it is listed with the others.
func (d *Decisions) decidedTogether(h *Hold, msg sentMsg) (tea.Cmd, bool) {
	if d.batches[h.Batch] == nil {
		return nil, false
	}
	switch {
	case msg.err == nil:
		row := msg.decided.Row
		d.Rows.Touched(row.Attempt.ID)
		settled, _ := d.settleOne(h, outcome{outcomeDone, view.StatusWord(msg.decided.To)})
		return tea.Batch(d.h.ReplaceRow(row), settled), true
	case h.Conflict != nil:
		settled, _ := d.settleOne(h, outcome{outcomeConflict, "conflict: " + kit.ChangedSince(h.Conflict.Seen, h.Conflict.Now)})
		return tea.Batch(d.h.ReplaceRow(h.Conflict.Now), settled), true
	}
	return d.settleOne(h, outcome{outcomeFailed, "not sent: " + h.Problem})
}

func (d *Decisions) tookBack(msg withdrawnMsg) tea.Cmd {
	h := d.withdrawn(msg)
	if h == nil {
		return nil
	}
	o := outcome{outcomeUndone, "undone; it stays " + view.StatusWord(h.Row.Attempt.Status)}
	if msg.err != nil {
		o = outcome{outcomeFailed, "not undone: " + model.Sentence(msg.err)}
	}
	if settled, together := d.settleOne(h, o); together {
		if msg.err != nil {
			return tea.Batch(settled, d.h.Refresh())
		}
		return settled
	}
	row, again := d.again[msg.token]
	delete(d.again, msg.token)
	switch {
	case msg.err != nil:
		return tea.Batch(d.h.Say(host.Bad, model.Sentence(msg.err)), d.h.Refresh())
	case again:
		return tea.Batch(d.h.Say(host.Info, "The decision that came too late is withdrawn."),
			d.Decide(row, h.Held.Request.Review, h.Held.Request.Reason))
	case h.Problem != "" || h.To == "":
		// It failed, or is of another session: how the attempt stands now is
		// for the store to say.
		return tea.Batch(d.h.Say(host.Info, "Withdrawn: "+kit.Name(h.Row)+"."), d.Rows.Reload())
	}
	return d.h.Say(host.Info, "Undone: "+kit.Name(h.Row)+" stays "+view.StatusWord(h.Row.Attempt.Status)+".")
}
