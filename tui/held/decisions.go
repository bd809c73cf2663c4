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
	// Paused reports whether the person is deciding whether to undo what is held;
	// nothing is sent meanwhile.
	Paused func() bool
	// again is the attempts to decide once more when the decision before, by
	// token, is withdrawn.
	again   map[int]model.AttemptRow
	batches *batches
}

// New begins without decisions. Rows, Decide and Paused are to be filled in.
func New(h host.Host, a *aim.Aim) *Decisions {
	d := &Decisions{Holds: &Holds{h: h}, h: h, aim: a, again: map[int]model.AttemptRow{}, batches: &batches{h: h, aim: a, all: map[int]*batch{}}}
	d.to = d
	return d
}

// TakeOne asks the journal to keep a decision.
func (d *Decisions) TakeOne(one One) tea.Cmd {
	_, cmd := d.take(one.Request, one.Row, one.To)
	return cmd
}

// TakeTogether asks the journal to keep decisions that were confirmed together.
func (d *Decisions) TakeTogether(review model.ReviewStatus, all []One) tea.Cmd {
	return d.batches.begin(review, all, func(one One) (*Hold, tea.Cmd) { return d.take(one.Request, one.Row, one.To) })
}

// settleOne notes what became of one decision of several. It returns false for one
// that stands for itself.
func (d *Decisions) settleOne(h *Hold, o outcome) (tea.Cmd, bool) {
	if d.batches.all[h.Batch] == nil {
		return nil, false
	}
	said, complete := d.batches.settle(h, o)
	if !complete {
		return nil, true
	}
	return tea.Batch(d.Rows.Count(), said), true
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
		said := d.h.Say(host.Good, view.StatusWord(msg.decided.To)+": "+kit.Name(row))
		if msg.decided.Notice != "" {
			said = d.h.Say(host.Bad, kit.Name(row)+": "+msg.decided.Notice)
		}
		return tea.Batch(d.h.ReplaceRow(row), d.Rows.Count(), said)
	case h.Conflict != nil:
		d.h.Enqueue(d.conflictOf(h))
		return tea.Batch(d.h.ReplaceRow(h.Conflict.Now), d.Rows.Count())
	}
	return d.h.Say(host.Bad, kit.Name(h.Row)+": "+h.Problem)
}

// decidedTogether takes in what became of one of several decisions. A conflict is
// not asked about by itself: it is listed with the others.
func (d *Decisions) decidedTogether(h *Hold, msg sentMsg) (tea.Cmd, bool) {
	if d.batches.all[h.Batch] == nil {
		return nil, false
	}
	switch {
	case msg.err == nil:
		row := msg.decided.Row
		d.Rows.Touched(row.Attempt.ID)
		o := outcome{outcomeDone, view.StatusWord(msg.decided.To)}
		if msg.decided.Notice != "" {
			o = outcome{outcomeOther, o.text + ": " + msg.decided.Notice}
		}
		settled, _ := d.settleOne(h, o)
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

// NewConflict shows a conflict that was met before the decision was taken.
func (d *Decisions) NewConflict(c *model.ConflictError, chosen model.ReviewStatus, reason string) *Conflict {
	return d.ask(&Conflict{seen: c.Seen, now: c.Now, chosen: chosen, reason: reason})
}

func (d *Decisions) conflictOf(h *Hold) *Conflict {
	said := h.Problem
	if said == h.Conflict.Error() {
		said = ""
	}
	return d.ask(&Conflict{said: said, hold: h, seen: h.Conflict.Seen, now: h.Conflict.Now, chosen: h.Held.Request.Review, reason: h.Held.Request.Reason})
}

// ask gives a conflict what it needs of the decisions.
func (d *Decisions) ask(c *Conflict) *Conflict {
	c.h, c.holds, c.open, c.decide = d.h, d.Holds, d.Rows.Open, d.Decide
	c.later = func(h *Hold, row model.AttemptRow) tea.Cmd {
		d.again[h.Token] = row
		return d.Withdraw(h)
	}
	return c
}

func (d *Decisions) foundOf(h *Hold) *FoundDialog {
	return &FoundDialog{h: d.h, holds: d.Holds, hold: h, open: d.Rows.Open}
}

// LookForLeft asks the journal what earlier sessions left.
func (d *Decisions) LookForLeft() tea.Cmd {
	e := d.h.Env()
	if e.Keeper == nil {
		return nil
	}
	ctx, keeper, desk := e.Ctx, e.Keeper, e.Desk
	return host.Ask(d.h, d, "reading the journal",
		func() ([]leftover, error) { return leftovers(ctx, keeper, desk) },
		func(left []leftover, err error) tea.Msg { return leftMsg{left: left, err: err} })
}

func (d *Decisions) left(msg leftMsg) tea.Cmd {
	if msg.err != nil {
		return d.h.Say(host.Bad, model.Sentence(msg.err))
	}
	for _, l := range msg.left {
		d.h.Enqueue(d.foundOf(d.leave(l.held, l.row)))
	}
	return nil
}
