package queue

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// detailMsg is everything about an attempt, or why it could not be read.
type detailMsg struct {
	id      int
	attempt int64
	detail  model.AttemptDetail
	err     error
}

// restMsg is the end of the pause after the cursor moved.
type restMsg struct{ seq int }

// selectPause is how long the cursor must rest before the attempt is read, so
// that holding a key does not read every row that it passes.
const selectPause = 80 * time.Millisecond

// reader reads one attempt at a time for one part of the screen.
type reader struct {
	h    host.Host
	to   host.Taker
	lane host.Lane
	seq  int
	// row is what the list knows; it is shown until the detail comes.
	row    model.AttemptRow
	has    bool
	detail *model.AttemptDetail
	err    error
}

// rest turns to another row and reads it once the cursor rests.
func (r *reader) rest(row model.AttemptRow) tea.Cmd {
	if r.has && r.row.Attempt.ID == row.Attempt.ID && r.row.Version().Equal(row.Version()) {
		return nil
	}
	r.turn(row)
	r.seq++
	return host.Wait(r.h, r.to, selectPause, restMsg{seq: r.seq})
}

// rested reads the row if the cursor is still on it.
func (r *reader) rested(seq int) tea.Cmd {
	if !r.has || seq != r.seq {
		return nil
	}
	return r.read()
}

// turn shows another row. The detail of the same attempt stays until the new
// one comes, so that a decision does not blank the pane.
func (r *reader) turn(row model.AttemptRow) {
	r.lane.Stop()
	if r.detail != nil && r.detail.Attempt.ID != row.Attempt.ID {
		r.detail = nil
	}
	r.row, r.has, r.err = row, true, nil
}

// clear shows nothing.
func (r *reader) clear() {
	r.lane.Stop()
	r.seq++
	r.has, r.detail, r.err = false, nil, nil
}

// read asks for the attempt.
func (r *reader) read() tea.Cmd {
	ctx, id := r.lane.Begin(r.h.Env().Ctx)
	desk, attempt := r.h.Env().Desk, r.row.Attempt.ID
	r.err = nil
	return host.Ask(r.h, r.to, "reading the attempt",
		func() (model.AttemptDetail, error) { return desk.ReadAttempt(ctx, attempt) },
		func(d model.AttemptDetail, err error) tea.Msg {
			return detailMsg{id: id, attempt: attempt, detail: d, err: err}
		})
}

// answer takes a detail in, unless it is a late one.
func (r *reader) answer(m detailMsg) bool {
	if !r.lane.Settle(m.id) || m.attempt != r.row.Attempt.ID {
		return false
	}
	if m.err != nil {
		r.err = m.err
		return true
	}
	d := m.detail
	r.detail, r.err = &d, nil
	return true
}

// others returns the learner's other attempts, if the reader has read this one.
func (r *reader) others(attempt int64) ([]model.AttemptRow, bool) {
	if r.detail == nil || r.detail.Attempt.ID != attempt {
		return nil, false
	}
	return r.detail.Others, true
}

// merged returns a detail with the state of the row beside it, so that the two never
// say different things while a newer detail is on its way.
func merged(d model.AttemptDetail, row model.AttemptRow) model.AttemptDetail {
	if d.Version().Equal(row.Version()) {
		return d
	}
	comments := d.Review
	d.AttemptRow = row
	if row.Review == nil || comments == nil || comments.ID != row.Review.ID {
		return d
	}
	r := *comments
	r.Status, r.ReviewedBy, r.Modified, r.Reason = row.Review.Status, row.Review.ReviewedBy, row.Review.Modified, row.Review.Reason
	d.Review = &r
	return d
}
