// Package exams has the exams of a course, or of all, with their review policies.
package exams

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Screen is the list of exams with the chosen one beside it, or that one as a
// whole.
type Screen struct {
	h      host.Host
	course string
	lane   host.Lane
	rows   []model.ExamRow
	loaded bool
	err    error
	text   string
	shown  []model.ExamRow // the rows that hold the text
	kit.Picks
	height int
	// at is kept by its exam: wanted is the one to find in the next rows.
	wanted int64

	detail    *model.ExamDetail
	detailErr error
	reading   host.Lane
	seq       int
	asked     int64 // the exam that was asked for last

	whole bool
	page  kit.Page
	// side is where the pane is beside the rows.
	side bool
}

type (
	rowsMsg struct {
		id   int
		rows []model.ExamRow
		err  error
	}
	examMsg struct {
		id     int
		exam   int64
		detail model.ExamDetail
		err    error
	}
	restMsg struct{ seq int }
)

// selectPause is how long the cursor must rest before the exam is read, so that
// holding a key does not read every exam that it passes.
const selectPause = 80 * time.Millisecond

//nolint:gochecknoglobals // constants
var (
	inExams = &host.Place{Name: "exams", Title: "Exams", Trait: host.Scrolls | host.Opens | host.Boards | host.Refreshes}
	inExam  = &host.Place{Name: "exam", Title: "Exam", Trait: host.Scrolls | host.Opens | host.Boards | host.Refreshes}
)

// Place implements [host.Screen].
func (e *Screen) Place() *host.Place {
	if e.whole {
		return inExam
	}
	return inExams
}

// Start implements [host.Screen].
func (e *Screen) Start() tea.Cmd { return e.load() }

// Stop implements [host.Screen].
func (e *Screen) Stop() {
	e.lane.Stop()
	e.reading.Stop()
}

// Take implements [host.Screen].
func (e *Screen) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case rowsMsg:
		return e.listed(msg)
	case examMsg:
		e.answer(msg)
	case restMsg:
		if msg.seq == e.seq && e.Chosen().Exam.ID != 0 {
			return e.read()
		}
	}
	return nil
}

// InCourse implements [host.Ground].
func (e *Screen) InCourse() string { return e.course }

// Course returns the course of the exam under the cursor, where all are shown.
func (e *Screen) Course() string {
	if e.course != "" {
		return e.course
	}
	return e.Chosen().Exam.CourseID.Raw()
}

// Name implements [host.Ground].
func (e *Screen) Name() string { return e.title() }

// Head implements [host.Ground].
func (e *Screen) Head(back string, f view.Frame) string { return view.Crumb(back, e.title(), f) }

// Joint implements [host.Ground].
func (e *Screen) Joint() int {
	if e.whole || !e.side {
		return -1
	}
	return e.h.Layout().List
}

// Back implements [host.Backer]: from the exam to the list, and from what is
// narrowed to everything.
func (e *Screen) Back() (tea.Cmd, bool) {
	switch {
	case e.whole:
		e.whole = false
		return nil, true
	case e.text != "":
		return e.SetLookFor(""), true
	}
	return nil, false
}

// LookFor implements [host.Narrower].
func (e *Screen) LookFor() string { return e.text }

func (e *Screen) load() tea.Cmd {
	ctx, id := e.lane.Begin(e.h.Env().Ctx)
	desk, course := e.h.Env().Desk, e.course
	return host.Ask(e.h, e, "listing the exams",
		func() ([]model.ExamRow, error) { return desk.ListExams(ctx, course) },
		func(rows []model.ExamRow, err error) tea.Msg {
			return rowsMsg{id: id, rows: rows, err: err}
		})
}

// Refresh implements [host.Refresher].
func (e *Screen) Refresh() tea.Cmd {
	cmd := e.load()
	if e.Chosen().Exam.ID != 0 {
		return tea.Batch(cmd, e.read())
	}
	return cmd
}

// listed takes the rows in; the cursor stays on its exam.
func (e *Screen) listed(m rowsMsg) tea.Cmd {
	if !e.lane.Settle(m.id) {
		return nil
	}
	if e.err = m.err; m.err != nil {
		return nil // old rows are better than none
	}
	e.rows, e.loaded = m.rows, true
	return e.show()
}

// show finds the rows that hold the text, with the cursor on its exam.
func (e *Screen) show() tea.Cmd {
	if id := e.Chosen().Exam.ID; id != 0 {
		e.wanted = id
	}
	e.shown = e.rows
	if words := kit.Words(e.text); len(words) > 0 {
		e.shown = slices.DeleteFunc(slices.Clone(e.rows), func(r model.ExamRow) bool { return !kit.ContainsAll(examText(r), words) })
	}
	at := slices.IndexFunc(e.shown, func(r model.ExamRow) bool { return r.Exam.ID == e.wanted })
	if e.At = min(e.At, max(0, len(e.shown)-1)); at >= 0 {
		e.At = at
	}
	return e.rest()
}

// examText returns the text that a search for an exam looks in.
func examText(r model.ExamRow) string {
	state := "active"
	switch {
	case !r.Exam.IsActive:
		state = "inactive"
	case r.Service.Missing():
		state = "active missing not configured"
	}
	return strings.ToLower(strings.Join([]string{
		r.Exam.Name.String(), r.Exam.CourseID.String(), view.ExamKind(r), r.Service.Name.String(), r.Exam.ExternalID.String(), state,
	}, " "))
}

// SetLookFor implements [host.Narrower].
func (e *Screen) SetLookFor(text string) tea.Cmd {
	e.text = text
	return e.show()
}

// Move implements [host.Mover].
func (e *Screen) Move(by int, _ bool) tea.Cmd {
	if e.whole {
		e.page.Scroll(by)
		return nil
	}
	e.Step(by, len(e.shown))
	return e.rest()
}

// Screenful implements [host.Mover].
func (e *Screen) Screenful() int {
	if e.whole {
		return max(1, e.page.Height-1)
	}
	return max(1, e.height)
}

func (e *Screen) openWhole() tea.Cmd {
	e.whole, e.page.Top = true, 0
	if e.known() == nil {
		return e.read()
	}
	return nil
}

func (e *Screen) title() string {
	if e.whole {
		return e.Chosen().Exam.Name.String()
	}
	return "Exams and policies"
}

// Status implements [host.Screen].
func (e *Screen) Status() view.Status {
	s := view.Status{}
	if len(e.shown) > 0 {
		s.Right = view.Number(e.At+1) + " of " + view.Number(len(e.shown))
	}
	missing := 0
	for _, r := range e.rows {
		if r.Service.Missing() && r.Exam.IsActive {
			missing++
		}
	}
	switch {
	case e.err != nil && len(e.rows) > 0:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(e.err)
	case e.text != "":
	case missing == 1:
		s.Role, s.Text = theme.Warn, "1 active exam is at a service that is not configured; / missing shows it."
	case missing > 1:
		s.Role, s.Text = theme.Warn, view.Number(missing)+" active exams are at services that are not configured; / missing shows them."
	}
	return s
}
