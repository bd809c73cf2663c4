// Package decide has the dialogs before decisions: on one attempt, and on all that
// are marked.
package decide

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Decision is the dialog before a decision: it shows what would follow, and
// can be confirmed only once that has been shown.
type Decision struct {
	host.Plain
	ds  *common
	Row model.AttemptRow
	// expected is the version that the reviewer saw in the list.
	expected model.Version
	Chosen   model.ReviewStatus
	lane     host.Lane
	Preview  *model.Preview
	Err      error
	reason   kit.Edit
	// Editing reports whether keys go into the reason; before is what it was.
	Editing bool
	before  string
	kit.Reel
}

// previewMsg is what a decision would do, with the question it answers.
type previewMsg struct {
	id      int
	request model.DecisionRequest
	preview model.Preview
	err     error
}

func newDecision(ds *common, row model.AttemptRow, chosen model.ReviewStatus, reason string) *Decision {
	return &Decision{ds: ds, Row: row, expected: row.Version(), Chosen: chosen, reason: kit.NewEdit(model.MaxReason, reason)}
}

func (d *Decision) request() model.DecisionRequest {
	return model.DecisionRequest{AttemptID: d.Row.Attempt.ID, Review: d.Chosen, Expected: d.expected, Reason: d.reason.Text()}
}

// Refresh asks what the chosen outcome would do.
func (d *Decision) Refresh() tea.Cmd {
	ctx, id := d.lane.Begin(d.ds.h.Env().Ctx)
	d.Preview, d.Err, d.Seen = nil, nil, 0
	desk, req := d.ds.h.Env().Desk, d.request()
	return host.Ask(d.ds.h, d, "working out what the decision does",
		func() (model.Preview, error) { return desk.PreviewDecision(ctx, req) },
		func(p model.Preview, err error) tea.Msg {
			return previewMsg{id: id, request: req, preview: p, err: err}
		})
}

// choose turns to another outcome.
func (d *Decision) choose(review model.ReviewStatus) tea.Cmd {
	if review == d.Chosen && d.Err == nil {
		return nil
	}
	d.Chosen, d.Top = review, 0
	return d.Refresh()
}

// answer takes a preview in. A preview of another attempt, version or outcome
// is refused: confirming it would decide something that was not shown.
func (d *Decision) answer(m previewMsg) (conflict *model.ConflictError, took bool) {
	if !d.lane.Settle(m.id) || m.request.AttemptID != d.Row.Attempt.ID || m.request.Review != d.Chosen {
		return nil, false
	}
	if errors.As(m.err, &conflict) {
		return conflict, true
	}
	if m.err != nil {
		d.Err = m.err
		return nil, true
	}
	if m.preview.Row.Attempt.ID != d.Row.Attempt.ID || m.preview.Review != d.Chosen {
		d.Err = model.Errorf(model.CodeInternal, "The store answered about another decision.")
		return nil, true
	}
	if !m.preview.Row.Version().Equal(d.expected) {
		return &model.ConflictError{Seen: d.expected, Now: m.preview.Row}, true
	}
	p := m.preview
	d.Preview = &p
	return nil, true
}

// noReason returns why no reason can be written, empty if it can.
func (d *Decision) noReason() string {
	if d.Preview == nil {
		return "" // the preview will say, before the decision can be confirmed
	}
	return d.Preview.NoReason
}

// notReady returns the reason why it cannot be confirmed, empty if it can.
func (d *Decision) notReady() string {
	switch {
	case d.Err != nil:
		return model.Sentence(d.Err)
	case d.Preview == nil:
		return "What the decision does is still being worked out."
	case d.Preview.NoReason != "" && d.reason.Text() != "":
		return d.Preview.NoReason + " c changes the reason."
	}
	return ""
}

func (d *Decision) line() *kit.Edit { return &d.reason }

// edit begins to type the reason.
func (d *Decision) edit() {
	d.Editing, d.before = true, d.reason.Raw()
}

// edited ends it; the text stays or becomes what it was.
func (d *Decision) edited(keep bool) {
	d.Editing = false
	if !keep {
		d.reason = kit.NewEdit(model.MaxReason, d.before)
	}
}

// Stop implements [host.Screen].
func (d *Decision) Stop() { d.lane.Stop() }

// Start implements [host.Screen].
func (d *Decision) Start() tea.Cmd { return d.Refresh() }

// Place implements [host.Screen].
func (d *Decision) Place() *host.Place {
	if d.Editing {
		return inReason
	}
	return inDecision
}

// HasMore reports whether some of the consequences have not been in sight yet. The
// other outcomes, which come last, are not among them.
func (d *Decision) HasMore() bool {
	return d.Preview != nil && d.Reel.HasMore(d.Lines-len(d.Preview.Outcomes))
}

// Take takes in what the decision would do. If the attempt has changed, both sides
// are shown instead.
func (d *Decision) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(previewMsg)
	if !ok {
		return nil
	}
	conflict, _ := d.answer(m)
	switch {
	case conflict != nil:
	case d.Err != nil && model.CodeOf(d.Err) == model.CodeNotFound:
		return d.ds.held.Rows.Reload() // it is gone, so the list is old
	default:
		return nil
	}
	h := d.ds.h
	return tea.Batch(h.ReplaceRow(conflict.Now), h.Swap(d, d.ds.held.NewConflict(conflict, d.Chosen, d.reason.Text())))
}

// confirm gives what has been shown to the journal, and goes on to the next attempt.
// What has not all been in sight is shown further instead.
func (d *Decision) confirm() tea.Cmd {
	if d.Preview == nil {
		return nil
	}
	if d.HasMore() {
		d.GoOn()
		return nil
	}
	take := d.ds.held.TakeOne(held.One{Request: d.request(), Row: d.Row, To: d.Preview.To})
	closed := d.ds.h.Pop(d)
	d.ds.h.Hush()
	return tea.Batch(take, closed, d.ds.next.Advance(d.Row.Attempt.ID))
}

// Watched implements [host.Watcher].
func (d *Decision) Watched() []int64 { return []int64{d.Row.Attempt.ID} }

// Changed asks again what the decision would do to an attempt that has changed, so
// that no one confirms what is no longer so.
func (d *Decision) Changed(row model.AttemptRow) tea.Cmd {
	if d.Row.Attempt.ID == row.Attempt.ID && !d.expected.Equal(row.Version()) {
		return d.Refresh()
	}
	return nil
}

// Draw implements [host.Screen].
func (d *Decision) Draw(f view.Frame) []string {
	e := d.ds.h.Env()
	p := model.Preview{Row: d.Row, Reviewer: e.Capabilities.Reviewer, From: d.Row.Attempt.Status}
	if d.Row.Review != nil {
		p.FromReview = d.Row.Review.Status
	}
	if d.Preview != nil {
		p = *d.Preview
	}
	st := view.DecisionState{
		Chosen: d.Chosen, Reason: d.reason.Text(), Caret: d.reason.Caret(), EditingReason: d.Editing, Scroll: d.Top,
		Hold: e.Hold, Others: d.ds.others(d.Row.Attempt.ID),
	}
	st.NoReason = d.noReason()
	if d.Err != nil {
		st.Problem = model.Sentence(d.Err)
	}
	lines, inSight := view.DecisionLines(p, f, st)
	if d.Preview != nil {
		d.Drawn(lines, inSight)
	} else {
		d.Lines, d.InSight = lines, inSight
	}
	st.More = d.HasMore()
	return view.Decision(p, f, st)
}

// Move implements [host.Mover].
func (d *Decision) Move(by int, _ bool) tea.Cmd {
	d.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (d *Decision) Screenful() int { return max(1, d.ds.h.Layout().Body/2) }
