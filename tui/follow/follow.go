// Package follow keeps what is on the screen true while others write. Rows change
// where they stand; none comes, goes or moves.
package follow

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// pause is how long the desk waits before it looks whether others have written.
// What they did is on the screen within two seconds.
const pause = time.Second

// Rows is the list of attempts, as far as following needs it.
type Rows interface {
	// Shown returns the attempts of which something is shown, and the marked ones.
	Shown() []int64
	// Adopt puts rows where they are shown and returns those that have changed.
	Adopt(rows []model.AttemptRow, asked []int64) (changed []model.AttemptRow, count tea.Cmd)
	// Reread reads again what is shown of an attempt beyond its row.
	Reread() tea.Cmd
	// Whole returns the attempt that is open as a whole, 0 for none.
	Whole() int64
	// Meet notes what others have open, and reports whether that differs from before.
	Meet(others []model.Attendance) bool
	// Seen notes when the store last answered, and why it no longer does.
	Seen(at time.Time, lost error) (say tea.Cmd)
}

// Follower looks for changes.
type Follower struct {
	h       host.Host
	rows    Rows
	lane    host.Lane
	edition string
	at      time.Time
	err     error
}

// New returns a follower of the rows.
func New(h host.Host, rows Rows) *Follower { return &Follower{h: h, rows: rows, at: h.Now()} }

type (
	lookMsg struct{}
	rowsMsg struct {
		id      int
		edition string
		asked   []int64
		rows    []model.AttemptRow
		others  []model.Attendance
		err     error
	}
)

// Start begins to look.
func (f *Follower) Start() tea.Cmd { return host.Wait(f.h, f, pause, lookMsg{}) }

// Quiet reports that taking a message in changes nothing on the screen by itself.
func (*Follower) Quiet() {}

// Take implements [host.Taker].
func (f *Follower) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case lookMsg:
		return f.look()
	case rowsMsg:
		return f.followed(msg)
	}
	return nil
}

// look asks whether anything has changed and, only then, for the rows that are
// shown.
func (f *Follower) look() tea.Cmd {
	next := f.Start()
	if f.lane.Busy() {
		return next
	}
	ctx, id := f.lane.Begin(f.h.Env().Ctx)
	desk, last, ids := f.h.Env().Desk, f.edition, f.shown()
	meet := f.meeting(ctx)
	return tea.Batch(next, host.Ask(f.h, f, "looking for changes",
		func() (rowsMsg, error) {
			edition, err := desk.Edition(ctx)
			if err != nil || edition == last || len(ids) == 0 {
				return rowsMsg{edition: edition, others: meet()}, err
			}
			rows, err := desk.ReadRows(ctx, ids)
			return rowsMsg{edition: edition, asked: ids, rows: rows, others: meet()}, err
		},
		func(msg rowsMsg, err error) tea.Msg {
			msg.id, msg.err = id, err
			return msg
		}))
}

// meeting returns what says which attempt is open here, and asks what others have
// open. What goes wrong with it is no more than that others do not see it.
func (f *Follower) meeting(ctx context.Context) func() []model.Attendance {
	with, open := f.h.Env().Presence, f.open()
	if with == nil {
		return func() []model.Attendance { return nil }
	}
	return func() []model.Attendance {
		_ = with.Attend(ctx, open)
		return with.Others()
	}
}

// open returns the attempt that the person is at: that of the uppermost dialog about
// one, or the one that is open as a whole.
func (f *Follower) open() int64 {
	for _, s := range slices.Backward(f.h.Stack()) {
		if w, ok := s.(host.Watcher); ok && len(w.Watched()) > 0 {
			return w.Watched()[0]
		}
	}
	return f.rows.Whole()
}

// shown returns the attempts of which something is on the screen.
func (f *Follower) shown() []int64 {
	ids := f.rows.Shown()
	for _, s := range f.h.Stack() {
		if w, ok := s.(host.Watcher); ok {
			ids = append(ids, w.Watched()...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// followed takes in what others did.
func (f *Follower) followed(msg rowsMsg) tea.Cmd {
	if !f.lane.Settle(msg.id) {
		return nil
	}
	if f.rows.Meet(msg.others) {
		f.h.Redraw()
	}
	if msg.err != nil {
		f.err = msg.err
		f.h.Redraw()
		return f.rows.Seen(f.at, f.err)
	}
	if f.err != nil {
		f.h.Redraw()
	}
	changed, first := msg.edition != f.edition, f.edition == ""
	f.edition, f.at, f.err = msg.edition, f.h.Now(), nil
	say := f.rows.Seen(f.at, nil)
	if !changed {
		return say
	}
	f.h.Redraw()
	rows, count := f.rows.Adopt(msg.rows, msg.asked)
	cmds := []tea.Cmd{say, count}
	for _, row := range rows {
		cmds = append(cmds, f.tell(row))
	}
	if !first { // the details are as new as the rows
		cmds = append(cmds, f.rows.Reread())
	}
	return tea.Batch(cmds...)
}

// tell lets open dialogs know what has become of an attempt.
func (f *Follower) tell(row model.AttemptRow) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range f.h.Stack() {
		if w, ok := s.(host.Watcher); ok {
			cmds = append(cmds, w.Changed(row))
		}
	}
	return tea.Batch(cmds...)
}
