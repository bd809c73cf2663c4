package queue

import (
	"maps"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// Rows is what other parts of the desk ask of the list.
type Rows struct{ q *Queue }

// Rows returns what others ask of the list.
func (q *Queue) Rows() *Rows { return &Rows{q} }

// Selected returns the attempt under the cursor.
func (r *Rows) Selected() (model.AttemptRow, bool) { return r.q.ls.current().Selected() }

// Learner returns whose attempts are shown, "" for everybody's.
func (r *Rows) Learner() string { return r.q.ls.scope.learner }

// ShowLearner shows all attempts of a learner, whatever their section, and nothing
// over them.
func (r *Rows) ShowLearner(l model.Learner) tea.Cmd {
	s := r.q.ls.scope
	s.learner, s.text, s.typed = l.Username.Raw(), "", model.Filter{}
	r.q.ls.section = model.SectionAll
	return tea.Batch(r.q.h.Push(r.q), r.q.rescope(s))
}

// ShowCourse narrows the list to a course, or shows all.
func (r *Rows) ShowCourse(course string) tea.Cmd {
	s := r.q.ls.scope
	s.course = course
	return r.q.rescope(s)
}

// Open shows an attempt as a whole, whether the list holds it or not.
func (r *Rows) Open(row model.AttemptRow) tea.Cmd { return r.q.h.Push(r.q.newAttempt(row)) }

// GoTo moves the cursor to an attempt, if the list holds it.
func (r *Rows) GoTo(attempt int64) tea.Cmd {
	l := r.q.ls.current()
	if i := l.IndexOf(attempt); i >= 0 {
		l.move(i - l.Cursor)
	}
	return tea.Batch(r.showSelected(), l.fill())
}

// Advance moves from an attempt that was decided to the next one waiting, in a section
// that is work to clear.
func (r *Rows) Advance(attempt int64) tea.Cmd {
	if r.q.ls.section.OldestFirst() && r.q.ls.current().holdsRow(attempt) {
		return r.nextUndecided()
	}
	return nil
}

// Touched notes that attempts were changed in this session.
func (r *Rows) Touched(attempts ...int64) {
	for _, id := range attempts {
		r.q.touched[id] = true
	}
}

// Removed closes an open attempt that is no longer there.
func (r *Rows) Removed() tea.Cmd {
	if a := r.q.attempt(); a != nil {
		return r.q.h.Pop(a)
	}
	return nil
}

// Count counts the sections again.
func (r *Rows) Count() tea.Cmd { return r.q.count() }

// Reload asks for the rows again.
func (r *Rows) Reload() tea.Cmd { return r.q.ls.current().refresh() }

// Shown returns the attempts of which something is on the screen, and the marked ones.
func (r *Rows) Shown() []int64 {
	var ids []int64
	for id := range r.q.OnScreen() {
		ids = append(ids, id)
	}
	for id := range r.q.aim.Marked() {
		ids = append(ids, id)
	}
	if a := r.q.attempt(); a != nil {
		ids = append(ids, a.row.Attempt.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Whole returns the attempt that is open as a whole, 0 for none.
func (r *Rows) Whole() int64 {
	if a := r.q.attempt(); a != nil {
		return a.row.Attempt.ID
	}
	return 0
}

// Meet notes what others have open, and reports whether that differs from before.
func (r *Rows) Meet(others []model.Attendance) bool {
	met := map[int64]string{}
	for _, o := range others {
		name := o.Username.String()
		switch known := met[o.AttemptID]; {
		case known == "":
			met[o.AttemptID] = name
		case !slices.Contains(strings.Split(known, ", "), name):
			met[o.AttemptID] = known + ", " + name
		}
	}
	if maps.Equal(met, r.q.others) {
		return false
	}
	r.q.others = met
	return true
}

// Adopt puts the rows as they are now where they are shown, and returns those that
// have changed. Those that were asked for and did not come are gone.
func (r *Rows) Adopt(rows []model.AttemptRow, asked []int64) (changed []model.AttemptRow, count tea.Cmd) {
	q, there, moved := r.q, map[int64]bool{}, false
	for _, row := range rows {
		there[row.Attempt.ID] = true
		if before, ok := q.ls.known(row.Attempt.ID); ok && !before.Version().Equal(row.Version()) {
			moved = moved || before.Attempt.Status != row.Attempt.Status
			q.touched[row.Attempt.ID] = true
			changed = append(changed, row)
		}
		q.ls.update(row)
		if a := q.attempt(); a != nil && a.row.Attempt.ID == row.Attempt.ID {
			a.row = row
		}
	}
	for _, id := range asked {
		if !there[id] {
			moved = moved || !q.gone[id]
			q.gone[id] = true
		}
	}
	// A store that is still being read gains rows for a list that has none.
	grows := q.h.Env().Part != nil
	if moved || grows {
		count = q.count()
	}
	if l := q.ls.current(); grows && l.loaded && len(l.Rows) == 0 {
		count = tea.Batch(count, l.load())
	}
	return changed, count
}

// Reread reads again what is shown of an attempt beyond its row.
func (r *Rows) Reread() tea.Cmd {
	if a := r.q.attempt(); a != nil {
		return a.read()
	}
	if r.q.pane.has && r.q.h.Layout().HasPane() {
		return r.q.pane.read()
	}
	return nil
}

// Seen notes when the store last answered, and why it no longer does.
func (r *Rows) Seen(at time.Time, lost error) (say tea.Cmd) {
	if r.q.lost != nil && lost == nil {
		say = r.q.held.Answered()
	}
	r.q.seen, r.q.lost = at, lost
	return say
}

// showSelected turns the whole attempt, if one is open, to the list's row.
func (r *Rows) showSelected() tea.Cmd {
	a := r.q.attempt()
	if a == nil {
		return nil
	}
	if row, ok := r.Selected(); ok && row.Attempt.ID != a.row.Attempt.ID {
		return a.show(row)
	}
	return nil
}

// nextUndecided goes to the next attempt that waits for a person.
func (r *Rows) nextUndecided() tea.Cmd {
	l := r.q.ls.current()
	cmd := l.seekNext(r.undecided)
	if l.missed {
		l.missed = false
		return tea.Batch(cmd, r.q.sayMissed())
	}
	return tea.Batch(cmd, r.showSelected())
}

// undecided reports whether an attempt waits for a person, and for nobody's held
// decision.
func (r *Rows) undecided(row model.AttemptRow) bool {
	a := row.Attempt
	waits := a.Status == model.SecondReviewRequired || a.Status == model.Submitted && a.TakingAsProctored
	return waits && r.q.held.Of(a.ID) == nil
}

var _ host.Ground = (*Queue)(nil)
