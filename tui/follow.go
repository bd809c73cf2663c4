package tui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// followPause is how long the desk waits before it looks whether others have
// written. What they did is on the screen within two seconds.
const followPause = time.Second

// following keeps what is on the screen true while others write. Rows change
// where they stand; none comes, goes or moves.
type following struct {
	lane    lane
	edition string
	// at is when the store answered last, err why it does not.
	at  time.Time
	err error
	// gone are the attempts that were shown and are not there any more.
	gone map[int64]bool
}

type (
	lookMsg   struct{}
	followMsg struct {
		id      int
		edition string
		asked   []int64
		rows    []model.AttemptRow
		err     error
	}
)

// lookAround asks whether anything has changed and, only then, for the rows that
// are shown.
func (m *root) lookAround() tea.Cmd {
	next := m.later(followPause, lookMsg{})
	if m.follows.lane.busy() {
		return next
	}
	ctx, id := m.follows.lane.begin(m.ctx)
	desk, last, ids := m.Desk, m.follows.edition, m.shown()
	return tea.Batch(next, ask(m.env, "looking for changes",
		func() (followMsg, error) {
			edition, err := desk.Edition(ctx)
			if err != nil || edition == last || len(ids) == 0 {
				return followMsg{edition: edition}, err
			}
			rows, err := desk.ReadRows(ctx, ids)
			return followMsg{edition: edition, asked: ids, rows: rows}, err
		},
		func(msg followMsg, err error) tea.Msg {
			msg.id, msg.err = id, err
			return msg
		}))
}

// shown are the attempts of which something is on the screen, and the marked
// ones.
func (m *root) shown() []int64 {
	var ids []int64
	l := m.current()
	for i := max(0, l.top); i < min(len(l.rows), l.top+max(1, l.height)); i++ {
		ids = append(ids, l.rows[i].Attempt.ID)
	}
	for id := range m.marks {
		ids = append(ids, id)
	}
	if m.screen != nil {
		ids = append(ids, m.screen.row.Attempt.ID)
	}
	switch d := m.dialog.(type) {
	case *decision:
		ids = append(ids, d.row.Attempt.ID)
	case *bulk:
		for _, t := range d.aim {
			ids = append(ids, t.row.Attempt.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// followed takes in what others did.
func (m *root) followed(msg followMsg) tea.Cmd {
	if !m.follows.lane.settle(msg.id) {
		return nil
	}
	if msg.err != nil {
		m.follows.err, m.dirty = msg.err, true
		return nil
	}
	m.dirty = m.dirty || m.follows.err != nil
	changed, first := msg.edition != m.follows.edition, m.follows.edition == ""
	m.follows.edition, m.follows.at, m.follows.err = msg.edition, m.now, nil
	if !changed {
		return nil
	}
	m.dirty = true
	cmds := []tea.Cmd{m.adopt(msg)}
	if first {
		return tea.Batch(cmds...) // the details are as new as the rows
	}
	// What is shown of the attempt beyond its row may have changed as well.
	if m.pane.has && m.layout.hasPane() && m.screen == nil {
		cmds = append(cmds, m.pane.read())
	}
	if m.screen != nil {
		cmds = append(cmds, m.screen.read())
	}
	return tea.Batch(cmds...)
}

// adopt puts the rows as they are now where they are shown. Those that were
// asked for and did not come are gone.
func (m *root) adopt(msg followMsg) tea.Cmd {
	var cmds []tea.Cmd
	there := map[int64]bool{}
	moved := false
	for _, row := range msg.rows {
		there[row.Attempt.ID] = true
		if before, ok := m.known(row.Attempt.ID); ok && !before.Version().Equal(row.Version()) {
			moved = moved || before.Attempt.Status != row.Attempt.Status
			m.changed[row.Attempt.ID] = true
			cmds = append(cmds, m.lookAgain(row))
		}
		for _, l := range m.lists {
			l.update(row)
		}
		if m.screen != nil && m.screen.row.Attempt.ID == row.Attempt.ID {
			m.screen.row = row
		}
	}
	for _, id := range msg.asked {
		if !there[id] {
			moved = moved || !m.follows.gone[id]
			m.follows.gone[id] = true
		}
	}
	if moved {
		cmds = append(cmds, m.count())
	}
	return tea.Batch(cmds...)
}

// known is an attempt as the lists have it.
func (m *root) known(id int64) (model.AttemptRow, bool) {
	for _, l := range m.lists {
		if i := l.indexOf(id); i >= 0 {
			return l.rows[i], true
		}
	}
	return model.AttemptRow{}, false
}

// lookAgain asks anew what an open dialog would do to an attempt that has
// changed under it, so that nobody confirms what is no longer so.
func (m *root) lookAgain(row model.AttemptRow) tea.Cmd {
	switch d := m.dialog.(type) {
	case *decision:
		if d.row.Attempt.ID == row.Attempt.ID && !d.expected.Equal(row.Version()) {
			return d.look()
		}
	case *bulk:
		if slices.ContainsFunc(d.aim, func(t target) bool { return t.row.Attempt.ID == row.Attempt.ID }) {
			return d.look(m.underWay)
		}
	}
	return nil
}

// merged is a detail with the state of the row beside it, so that the two never
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
