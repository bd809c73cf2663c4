package tui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// decision is the dialog before a decision: it shows what would follow, and
// can be confirmed only once that has been shown.
type decision struct {
	env *env
	row model.AttemptRow
	// expected is the version that the reviewer saw in the list.
	expected model.Version
	chosen   model.ReviewStatus
	lane     lane
	preview  *model.Preview
	err      error
	reason   edit
	// editing tells that keys go into the reason; before is what it was.
	editing bool
	before  string
	reel
}

// previewMsg is what a decision would do, with the question it answers.
type previewMsg struct {
	id      int
	request model.DecisionRequest
	preview model.Preview
	err     error
}

func newDecision(e *env, row model.AttemptRow, chosen model.ReviewStatus) *decision {
	return &decision{env: e, row: row, expected: row.Version(), chosen: chosen, reason: newEdit(model.MaxReason, "")}
}

func (d *decision) request() model.DecisionRequest {
	return model.DecisionRequest{AttemptID: d.row.Attempt.ID, Review: d.chosen, Expected: d.expected, Reason: d.reason.text()}
}

// look asks what the chosen outcome would do.
func (d *decision) look() tea.Cmd {
	ctx, id := d.lane.begin(d.env.ctx)
	d.preview, d.err, d.seen = nil, nil, 0
	desk, req := d.env.Desk, d.request()
	return ask(d.env, "working out what the decision does",
		func() (model.Preview, error) { return desk.PreviewDecision(ctx, req) },
		func(p model.Preview, err error) tea.Msg {
			return previewMsg{id: id, request: req, preview: p, err: err}
		})
}

// choose turns to another outcome.
func (d *decision) choose(_ *root, review model.ReviewStatus) tea.Cmd {
	if review == d.chosen && d.err == nil {
		return nil
	}
	d.chosen, d.top = review, 0
	return d.look()
}

// answer takes a preview in. A preview of another attempt, version or outcome
// is none: confirming it would decide what was not shown.
func (d *decision) answer(m previewMsg) (conflict *model.ConflictError, took bool) {
	if !d.lane.settle(m.id) || m.request.AttemptID != d.row.Attempt.ID || m.request.Review != d.chosen {
		return nil, false
	}
	if errors.As(m.err, &conflict) {
		return conflict, true
	}
	if m.err != nil {
		d.err = m.err
		return nil, true
	}
	if m.preview.Row.Attempt.ID != d.row.Attempt.ID || m.preview.Review != d.chosen {
		d.err = model.Errorf(model.CodeInternal, "The store answered about another decision.")
		return nil, true
	}
	if !m.preview.Row.Version().Equal(d.expected) {
		return &model.ConflictError{Seen: d.expected, Now: m.preview.Row}, true
	}
	p := m.preview
	d.preview = &p
	return nil, true
}

// noReason is why no reason can be written, empty if it can.
func (d *decision) noReason() string {
	if d.preview == nil {
		return "" // it is said once it is known, and before it can be confirmed
	}
	return d.preview.NoReason
}

// notReady is the reason why it cannot be confirmed, empty if it can.
func (d *decision) notReady() string {
	switch {
	case d.err != nil:
		return model.Sentence(d.err)
	case d.preview == nil:
		return "What the decision does is still being worked out."
	case d.preview.NoReason != "" && d.reason.text() != "":
		return d.preview.NoReason + " c changes the reason."
	}
	return ""
}

func (d *decision) line() *edit { return &d.reason }

// edit begins to type the reason.
func (d *decision) edit() {
	d.editing, d.before = true, d.reason.in.Value()
}

// edited ends it; the text stays or becomes what it was.
func (d *decision) edited(keep bool) {
	d.editing = false
	if !keep {
		d.reason = newEdit(model.MaxReason, d.before)
	}
}

func (d *decision) stop() { d.lane.stop() }
