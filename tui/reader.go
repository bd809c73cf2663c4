package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// place says which part of the screen a detail is for.
type place int

const (
	inPane place = iota
	inScreen
)

// detailMsg is everything about an attempt, or why it did not come.
type detailMsg struct {
	place   place
	id      int
	attempt int64
	detail  model.AttemptDetail
	err     error
}

// selectMsg is the end of the pause after the cursor moved.
type selectMsg struct{ seq int }

// selectPause is how long the cursor must rest before the attempt is read, so
// that holding a key does not read every row that it passes.
const selectPause = 80 * time.Millisecond

// reader reads one attempt at a time for one part of the screen.
type reader struct {
	env   *env
	place place
	lane  lane
	seq   int
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
	return r.env.later(selectPause, selectMsg{seq: r.seq})
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
	r.lane.stop()
	if r.detail != nil && r.detail.Attempt.ID != row.Attempt.ID {
		r.detail = nil
	}
	r.row, r.has, r.err = row, true, nil
}

// clear shows nothing.
func (r *reader) clear() {
	r.lane.stop()
	r.seq++
	r.has, r.detail, r.err = false, nil, nil
}

// read asks for the attempt.
func (r *reader) read() tea.Cmd {
	ctx, id := r.lane.begin(r.env.ctx)
	desk, place, attempt := r.env.Desk, r.place, r.row.Attempt.ID
	r.err = nil
	return ask(r.env, "reading the attempt",
		func() (model.AttemptDetail, error) { return desk.ReadAttempt(ctx, attempt) },
		func(d model.AttemptDetail, err error) tea.Msg {
			return detailMsg{place: place, id: id, attempt: attempt, detail: d, err: err}
		})
}

// answer takes a detail in, unless it is a late one.
func (r *reader) answer(m detailMsg) bool {
	if !r.lane.settle(m.id) || m.attempt != r.row.Attempt.ID {
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
