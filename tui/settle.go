package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/view"
)

// takeSettled takes the journal's answers in.
func (m *root) takeSettled(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case heldMsg:
		cmd := m.holds.taken(msg, m.now)
		if h := m.holds.byToken(msg.token); h != nil && h.state == holdFailed {
			if settled, together := m.settleOne(h, outcomeOfOne{outcomeFailed, "not taken: " + h.problem}); together {
				return tea.Batch(cmd, settled)
			}
			return tea.Batch(cmd, m.say(noteBad, names(h.row)+": "+h.problem))
		}
		return cmd
	case sentMsg:
		return m.sent(msg)
	case withdrawnMsg:
		return m.withdrawn(msg)
	case leftMsg:
		return m.left(msg)
	case changedMsg:
		return m.attemptsChanged(msg)
	case grantedMsg:
		return m.granted(msg)
	}
	return nil
}

// sent shows what became of a decision: the row as the store has it now, or
// what stood in the way.
func (m *root) sent(msg sentMsg) tea.Cmd {
	h := m.holds.sent(msg)
	if h == nil {
		return nil
	}
	if cmd, together := m.sentTogether(h, msg); together {
		return cmd
	}
	switch {
	case msg.err == nil:
		row := msg.decided.Row
		if row.Attempt.ID != h.held.Request.AttemptID {
			return tea.Batch(m.count(), m.current().refresh())
		}
		m.changed[row.Attempt.ID] = true
		return tea.Batch(m.replaceRow(row), m.count(), m.say(noteGood, view.StatusWord(msg.decided.To)+": "+names(row)))
	case h.conflict != nil:
		m.queue = append(m.queue, newConflict(h))
		return tea.Batch(m.replaceRow(h.conflict.Now), m.count())
	}
	return m.say(noteBad, names(h.row)+": "+h.problem)
}

// sentTogether takes in what became of one of several decisions. A conflict is
// not asked about by itself: it is listed with the others.
func (m *root) sentTogether(h *hold, msg sentMsg) (tea.Cmd, bool) {
	if m.batches[h.batch] == nil {
		return nil, false
	}
	switch {
	case msg.err == nil:
		row := msg.decided.Row
		m.changed[row.Attempt.ID] = true
		settled, _ := m.settleOne(h, outcomeOfOne{outcomeDone, view.StatusWord(msg.decided.To)})
		return tea.Batch(m.replaceRow(row), settled), true
	case h.conflict != nil:
		settled, _ := m.settleOne(h, outcomeOfOne{outcomeConflict, "conflict: " + changedSince(h.conflict.Seen, h.conflict.Now)})
		return tea.Batch(m.replaceRow(h.conflict.Now), settled), true
	}
	return m.settleOne(h, outcomeOfOne{outcomeFailed, "not sent: " + h.problem})
}

func (m *root) withdrawn(msg withdrawnMsg) tea.Cmd {
	h := m.holds.withdrawn(msg)
	if h == nil {
		return nil
	}
	o := outcomeOfOne{outcomeUndone, "undone; it stays " + view.StatusWord(h.row.Attempt.Status)}
	if msg.err != nil {
		o = outcomeOfOne{outcomeFailed, "not undone: " + model.Sentence(msg.err)}
	}
	if settled, together := m.settleOne(h, o); together {
		if msg.err != nil {
			return tea.Batch(settled, m.refresh())
		}
		return settled
	}
	anew, again := m.anew[msg.token]
	delete(m.anew, msg.token)
	switch {
	case msg.err != nil:
		return tea.Batch(m.say(noteBad, model.Sentence(msg.err)), m.refresh())
	case again:
		return tea.Batch(m.say(noteInfo, "The decision that came too late is withdrawn."),
			m.decideOn(anew, h.held.Request.Review, h.held.Request.Reason))
	case h.problem != "" || h.to == "":
		// It failed, or is of another session: how the attempt stands now is
		// for the store to say.
		return tea.Batch(m.say(noteInfo, "Withdrawn: "+names(h.row)+"."), m.current().refresh())
	}
	return m.say(noteInfo, "Undone: "+names(h.row)+" stays "+view.StatusWord(h.row.Attempt.Status)+".")
}

// undo takes the last decision back and goes to its attempt.
func (m *root) undo() tea.Cmd {
	h := m.holds.newest(holdWaiting, holdTaking)
	if h == nil {
		return nil
	}
	if m.batches[h.batch] != nil {
		return m.undoAll(h.batch)
	}
	l := m.current()
	if i := l.indexOf(h.held.Request.AttemptID); i >= 0 {
		l.move(i - l.cursor)
	}
	return tea.Batch(m.holds.withdraw(h), m.showSelected(), l.fill())
}

// undoAll takes back whatever of a batch has not been sent.
func (m *root) undoAll(batch int) tea.Cmd {
	var cmds []tea.Cmd
	for _, h := range m.holds.in(holdWaiting, holdTaking) {
		if h.batch == batch {
			cmds = append(cmds, m.holds.withdraw(h))
		}
	}
	return tea.Batch(cmds...)
}

// tryAgain sends again what failed; what met somebody else's decision is asked
// about instead, since sending it again would meet it again.
func (m *root) tryAgain() tea.Cmd {
	h := m.holds.newest(holdFailed)
	switch {
	case h == nil:
		return nil
	case h.conflict != nil:
		return m.show(newConflict(h))
	}
	m.note.set(noteInfo, "")
	return m.holds.retry(h)
}

func (m *root) giveUp() tea.Cmd {
	if h := m.holds.newest(holdFailed); h != nil {
		return m.holds.withdraw(h)
	}
	return nil
}

// settleNext asks about the first decision that needs a person's word.
func (m *root) settleNext() tea.Cmd {
	h := m.holds.unsettled()
	switch {
	case h == nil:
		return nil
	case h.state == holdFound:
		return m.show(&found{hold: h})
	}
	return m.show(newConflict(h))
}

// conflictDialog shows what the reviewer saw and what is there now. hold is nil
// if the decision was not taken yet.
type conflictDialog struct {
	hold   *hold
	seen   model.Version
	now    model.AttemptRow
	chosen model.ReviewStatus
	reason string
}

func newConflict(h *hold) *conflictDialog {
	return &conflictDialog{
		hold: h, seen: h.conflict.Seen, now: h.conflict.Now, chosen: h.held.Request.Review, reason: h.held.Request.Reason,
	}
}

func (*conflictDialog) spot() spot { return inConflict }

func (m *root) conflictLook() tea.Cmd {
	c, ok := m.dialog.(*conflictDialog)
	if !ok {
		return nil
	}
	m.closeDialog()
	return m.openRow(c.now)
}

// conflictAnew opens the dialog on what the attempt is now; the decision that
// came too late is withdrawn first.
func (m *root) conflictAnew() tea.Cmd {
	c, ok := m.dialog.(*conflictDialog)
	if !ok {
		return nil
	}
	m.closeDialog()
	if c.hold == nil {
		return m.decideOn(c.now, c.chosen, c.reason)
	}
	m.anew[c.hold.token] = c.now
	return m.holds.withdraw(c.hold)
}

func (m *root) conflictDismiss() tea.Cmd {
	c, ok := m.dialog.(*conflictDialog)
	if !ok {
		return nil
	}
	m.closeDialog()
	if c.hold == nil {
		return nil
	}
	return m.holds.withdraw(c.hold)
}
