package tui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// spot implements [layer].
func (d *decision) spot() spot {
	if d.editing {
		return inReason
	}
	return inDecision
}

func (d *decision) scroll(by int) { d.top = max(0, min(d.top+by, d.lines-d.inSight)) }

// hasMore tells that some of the consequences have not been in sight yet. The
// other outcomes, which come last, are none.
func (d *decision) hasMore() bool {
	return d.preview != nil && d.seen < d.lines-len(d.preview.Outcomes)
}

// decideAs opens the dialog for an outcome.
func decideAs(review model.ReviewStatus) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		row, ok := m.row()
		if !ok {
			return nil
		}
		return m.decideOn(row, review, "")
	}
}

func (m *root) decideOn(row model.AttemptRow, review model.ReviewStatus, reason string) tea.Cmd {
	d := newDecision(m.env, row, review)
	d.reason = newEdit(model.MaxReason, reason)
	return tea.Batch(m.show(d), d.look())
}

func (m *root) chooseOutcome(review model.ReviewStatus) tea.Cmd {
	if d, ok := m.dialog.(*decision); ok {
		return d.choose(review)
	}
	return nil
}

// previewed takes what a decision would do in. If the attempt has changed, both
// sides are shown instead.
func (m *root) previewed(msg previewMsg) tea.Cmd {
	d, ok := m.dialog.(*decision)
	if !ok {
		return nil
	}
	conflict, took := d.answer(msg)
	m.dirty = m.dirty || took
	switch {
	case conflict != nil:
	case d.err != nil && model.CodeOf(d.err) == model.CodeNotFound:
		return m.current().refresh() // it is gone, so the list is old
	default:
		return nil
	}
	cmd := m.replaceRow(conflict.Now)
	return tea.Batch(cmd, m.show(&conflictDialog{seen: conflict.Seen, now: conflict.Now, chosen: d.chosen, reason: d.reason.text()}))
}

func (m *root) editReason() tea.Cmd {
	if d, ok := m.dialog.(*decision); ok {
		d.edit()
	}
	return nil
}

func (m *root) keepReason() tea.Cmd {
	if d, ok := m.dialog.(*decision); ok {
		d.edited(true)
	}
	return nil
}

func (m *root) dropReason() tea.Cmd {
	if d, ok := m.dialog.(*decision); ok {
		d.edited(false)
	}
	return nil
}

// confirm gives the decision to the journal and goes on to the next attempt.
func (m *root) confirm() tea.Cmd {
	d, ok := m.dialog.(*decision)
	if !ok || d.preview == nil {
		return nil
	}
	if d.hasMore() {
		// What it does has not all been in sight: the key shows the rest.
		d.scroll(max(1, d.inSight-1))
		return nil
	}
	cmds := []tea.Cmd{m.holds.take(d.request(), d.row, d.preview.To), m.closeDialog()}
	m.note.set(noteInfo, "")
	if m.section.OldestFirst() && m.current().holdsRow(d.row.Attempt.ID) {
		cmds = append(cmds, m.nextUndecided())
	}
	return tea.Batch(cmds...)
}

// holdsRow tells whether an attempt is the selected one of the list, so that
// going on to the next one makes sense.
func (l *list) holdsRow(id int64) bool {
	row, ok := l.selected()
	return ok && row.Attempt.ID == id
}
