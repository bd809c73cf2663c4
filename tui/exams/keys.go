package exams

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// Rows is the list of attempts, as far as the exams need it.
type Rows interface {
	// Selected returns the attempt under the list's cursor.
	Selected() (model.AttemptRow, bool)
}

// Scoped is a screen that is about one course, or "" for all.
type Scoped interface{ Course() string }

// Exams opens the exams, and changes them.
type Exams struct {
	h    host.Host
	rows Rows
	keep *keeper
}

// New returns what opens the exams.
func New(h host.Host, rows Rows) *Exams { return &Exams{h: h, rows: rows, keep: &keeper{h}} }

const groupExam = "Exam"

// open shows the exams of the course in scope, or of all. The cursor goes to the
// exam of the selected attempt.
func (es *Exams) open() tea.Cmd {
	course := ""
	if s, ok := host.Find[Scoped](es.h); ok {
		course = s.Course()
	}
	e := es.of(course)
	if row, ok := es.rows.Selected(); ok {
		e.wanted = row.Exam.ID
	}
	return es.h.Push(e)
}

func (es *Exams) of(course string) *Screen { return &Screen{h: es.h, course: course, height: 1} }

// chooseCourse lets another course be chosen, for the exams alone.
func (es *Exams) chooseCourse(e *Screen) tea.Cmd {
	return es.h.Push(ask.NewCourses(es.h, false, func(course string) tea.Cmd {
		by := es.of(course)
		by.wanted = e.Chosen().Exam.ID
		return es.h.Swap(e, by)
	}))
}

// askActive asks before an exam is taken out or put back.
func (es *Exams) askActive(e *Screen) tea.Cmd {
	d := e.known()
	if d == nil {
		return nil
	}
	on := !d.Exam.IsActive
	title := "Make this exam inactive?"
	if on {
		title = "Make this exam active again?"
	}
	c := model.ExamEdit{ExamID: d.Exam.ID, Active: &on, Expected: d.Exam.Modified}
	return es.h.Push(ask.NewQuestion(es.h,
		view.Question{Title: title, Facts: view.ActiveFacts(*d, on), Remark: "An LMS that publishes the course sets this again."},
		func() tea.Cmd {
			return es.keep.send(c.ExamID, false, "changing the exam", func(ctx context.Context, desk model.Desk) (model.ExamChanged, error) { return desk.ChangeExam(ctx, c) })
		}))
}

func (es *Exams) openPolicy(e *Screen) tea.Cmd {
	if d := e.known(); d != nil {
		return es.h.Push(newPolicy(es.h, es.keep, *d))
	}
	return nil
}

func (e *Screen) noExam() string {
	if e.Chosen().Exam.ID == 0 {
		return "There is no exam here."
	}
	return ""
}

// noKeeping returns the reason why the exam cannot be changed now.
func (e *Screen) noKeeping() string {
	if why := e.noExam(); why != "" {
		return why
	}
	d := e.known()
	switch {
	case e.h.Env().ReadOnly:
		return "The desk is open for reading only."
	case d == nil:
		return "The exam has not been read yet."
	case !d.Change.OK && d.Change.Why == "":
		return "You cannot change exams in this store."
	case !d.Change.OK:
		return model.Clean(d.Change.Why)
	}
	return ""
}

// noPolicy returns the reason why the policy cannot be written now.
func (e *Screen) noPolicy() string {
	if why := e.noKeeping(); why != "" {
		return why
	}
	if d := e.known(); !d.Exam.IsProctored && d.Policy == nil {
		return "The exam is not proctored, so nobody reviews it."
	}
	return ""
}

// Part returns the key that opens the exams, and those that work there.
func (es *Exams) Part() host.Part {
	list, here, policy := host.In("exams"), host.In("exams", "exam"), host.In("policy")
	return host.Part{Places: []*host.Place{inExams, inExam, inPolicy}, Bindings: []host.Binding{
		{Keys: []string{"E"}, Short: "exams", Help: "the exams and review policies of the course, or of all", Group: host.GroupShow, Where: host.With(host.Opens, "attempt", "exams", "exam"), Foot: 86, Run: host.Run(es.open)},
		{Keys: []string{"c"}, Short: "course", Help: "show another course here; the list keeps its own", Group: host.GroupShow, Where: list, Foot: 45, Run: host.On(es.chooseCourse)},
		{Keys: []string{"enter"}, Short: "open", Help: "open the exam with the history of its policy", Group: groupExam, Where: list, Foot: 10, Why: host.Of((*Screen).noExam), Run: host.On((*Screen).openWhole)},
		{Keys: []string{"p"}, Short: "policy", Help: "write the review policy", Group: groupExam, Where: here, Foot: 20, Why: host.Of((*Screen).noPolicy), Run: host.On(es.openPolicy)},
		{Keys: []string{"a"}, Short: "active", Help: "make the exam inactive, or active again", Group: groupExam, Where: here, Foot: 30, Why: host.Of((*Screen).noKeeping), Run: host.On(es.askActive)},
		{Keys: []string{"ctrl+s"}, Label: "ctrl-s", Short: "save", Help: "save the policy; an empty text removes it", Group: groupExam, Where: policy, Foot: 10, Why: host.Of((*Policy).busy), Run: host.On((*Policy).save)},
		{Keys: []string{"esc"}, Short: "back", Help: "close the text; asks first if it was changed", Group: groupExam, Where: policy, Foot: 20, Why: host.Of((*Policy).busy), Run: host.On((*Policy).Leave)},
	}}
}
