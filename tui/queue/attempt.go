package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Attempt is the attempt as a whole.
type Attempt struct {
	reader
	q        *Queue
	page     kit.Page
	unfolded bool
}

var inAttempt = &host.Place{Name: "attempt", Title: "Attempt", Trait: host.Scrolls | host.Opens | host.Rows | host.Refreshes} //nolint:gochecknoglobals // a constant

// newAttempt opens an attempt. What the preview knows is shown until the store has
// answered.
func (q *Queue) newAttempt(row model.AttemptRow) *Attempt {
	a := &Attempt{q: q}
	a.reader = reader{h: q.h, to: a}
	a.turn(row)
	if q.pane.detail != nil && q.pane.detail.Attempt.ID == row.Attempt.ID {
		a.detail = q.pane.detail
	}
	return a
}

// Place implements [host.Screen].
func (*Attempt) Place() *host.Place { return inAttempt }

// Start implements [host.Screen].
func (a *Attempt) Start() tea.Cmd { return a.read() }

// Stop implements [host.Screen].
func (a *Attempt) Stop() { a.lane.Stop() }

// Take implements [host.Screen].
func (a *Attempt) Take(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(detailMsg); ok && a.answer(m) && m.err == nil {
		a.q.adoptDetail(m.detail.AttemptRow)
	}
	return nil
}

// attempt returns the attempt that is open as a whole, nil if none is.
func (q *Queue) attempt() *Attempt {
	a, _ := host.Find[*Attempt](q.h)
	return a
}

// take takes over a new state of the attempt's row.
func (a *Attempt) take(row model.AttemptRow) {
	if a.row.Attempt.ID == row.Attempt.ID {
		a.row = row
	}
}

// Return implements [host.Returner]: an open attempt turns to the other one.
func (a *Attempt) Return(to host.Screen) tea.Cmd {
	other, ok := to.(*Attempt)
	if !ok {
		return nil
	}
	return a.show(other.row)
}

// show turns to another attempt and reads it at once: the person asked for it.
func (a *Attempt) show(row model.AttemptRow) tea.Cmd {
	if a.row.Attempt.ID != row.Attempt.ID {
		a.page.Top = 0
	}
	a.turn(row)
	return a.read()
}

// Refresh implements [host.Refresher]: the list below is asked for as well.
func (a *Attempt) Refresh() tea.Cmd { return tea.Batch(a.q.Refresh(), a.read()) }

// ReplaceRow implements [host.RowHolder].
func (a *Attempt) ReplaceRow(row model.AttemptRow) tea.Cmd {
	if a.row.Attempt.ID != row.Attempt.ID {
		return nil
	}
	return a.show(row)
}

// Draw implements [host.Screen].
func (a *Attempt) Draw(f view.Frame) []string {
	switch {
	case a.detail != nil:
		return a.page.Draw(view.Detail(merged(*a.detail, a.row), f, view.DetailOptions{Unfold: a.unfolded}), f)
	case a.err != nil:
		return kit.Trouble(a.err, f)
	}
	return view.Loading("the attempt", f)
}

// Status implements [host.Screen].
func (a *Attempt) Status() view.Status { return a.q.Status() }

// Name implements [host.Ground].
func (a *Attempt) Name() string { return kit.Name(a.row) }

// Head implements [host.Ground].
func (a *Attempt) Head(back string, f view.Frame) string {
	if at := a.q.position(); at != "" && back == a.q.Name() {
		back += "  " + at
	}
	return view.Crumb(back, kit.Name(a.row)+" · "+a.row.Exam.Name.String(), f)
}

// Joint implements [host.Ground].
func (*Attempt) Joint() int { return -1 }

// InCourse implements [host.Ground].
func (a *Attempt) InCourse() string { return a.q.InCourse() }

// Move implements [host.Mover].
func (a *Attempt) Move(by int, _ bool) tea.Cmd {
	a.page.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (a *Attempt) Screenful() int { return max(1, a.h.Layout().Body-1) }

// Row implements [aim.Subject].
func (a *Attempt) Row() (model.AttemptRow, bool) { return a.row, true }

// OnScreen implements [aim.Subject].
func (a *Attempt) OnScreen() map[int64]int { return map[int64]int{a.row.Attempt.ID: 0} }

// Whole implements [aim.Subject].
func (*Attempt) Whole() bool { return true }

// Others returns the learner's other attempts, if they are known.
func (a *Attempt) Others(attempt int64) ([]model.AttemptRow, bool) { return a.others(attempt) }

func (a *Attempt) noVersions() string {
	if a.detail == nil || a.detail.Review == nil || len(a.detail.Review.Versions) == 0 {
		return "The review has no earlier versions."
	}
	return ""
}

func (a *Attempt) unfold() tea.Cmd {
	a.unfolded = !a.unfolded
	return nil
}

// neighbour shows the attempt after or before in the list.
func (a *Attempt) neighbour(by int) tea.Cmd {
	l := a.q.ls.current()
	before := l.Cursor
	l.move(by)
	row, ok := l.Selected()
	if !ok {
		return nil
	}
	if l.Cursor == before {
		return tea.Batch(l.fill(), a.h.Say(host.Info, "There are no further attempts in that direction."))
	}
	return tea.Batch(l.fill(), a.show(row))
}
