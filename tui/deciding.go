package tui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// deciding is a dialog before a decision on one attempt or several.
type deciding interface {
	layer
	choose(m *root, review model.ReviewStatus) tea.Cmd
	line() *edit
	edit()
	edited(keep bool)
	notReady() string
	noReason() string
}

// spot implements [layer].
func (d *decision) spot() spot {
	if d.editing {
		return inReason
	}
	return inDecision
}

// hasMore tells that some of the consequences have not been in sight yet. The
// other outcomes, which come last, are none.
func (d *decision) hasMore() bool {
	return d.preview != nil && d.reel.hasMore(d.lines-len(d.preview.Outcomes))
}

// decideAs opens the dialog for an outcome.
func decideAs(review model.ReviewStatus) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		if len(m.marks) > 0 {
			return m.decideMarked(review)
		}
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
	if d, ok := m.dialog.(deciding); ok {
		return d.choose(m, review)
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
	if d, ok := m.dialog.(deciding); ok {
		if why := d.noReason(); why != "" && d.line().text() == "" {
			return m.say(noteInfo, why)
		}
		d.edit()
	}
	return nil
}

func (m *root) keepReason() tea.Cmd {
	if d, ok := m.dialog.(deciding); ok {
		d.edited(true)
	}
	return nil
}

func (m *root) dropReason() tea.Cmd {
	if d, ok := m.dialog.(deciding); ok {
		d.edited(false)
	}
	return nil
}

// confirm gives what has been shown to the journal. What has not all been in
// sight is shown further instead.
func (m *root) confirm() tea.Cmd {
	switch d := m.dialog.(type) {
	case *decision:
		if d.preview != nil && d.hasMore() {
			d.goOn()
			return nil
		}
		return m.confirmOne(d)
	case *bulk:
		if d.hasMore(d.lines) {
			d.goOn()
			return nil
		}
		return m.confirmBulk(d)
	}
	return nil
}

// confirmOne goes on to the next attempt.
func (m *root) confirmOne(d *decision) tea.Cmd {
	if d.preview == nil {
		return nil
	}
	_, take := m.holds.take(d.request(), d.row, d.preview.To)
	cmds := []tea.Cmd{take, m.closeDialog()}
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
