package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// exams is the list of exams with the chosen one beside it, or that one as a
// whole.
type exams struct {
	env    *env
	serial int
	course string
	lane   lane
	rows   []model.ExamRow
	loaded bool
	err    error
	text   string
	shown  []model.ExamRow // the rows that hold the text
	picks
	height int
	// at is kept by its exam: wanted is the one to find in the next rows.
	wanted int64

	detail    *model.ExamDetail
	detailErr error
	reading   lane
	seq       int
	asked     int64 // the exam that was asked for last

	whole              bool
	top, lines, inside int
	sideBySide         bool
}

type (
	examsMsg struct {
		board, id int
		rows      []model.ExamRow
		err       error
	}
	examMsg struct {
		board, id int
		exam      int64
		detail    model.ExamDetail
		err       error
	}
	examRestMsg struct{ board, seq int }
)

// openExams shows the exams of the course in scope, or of all. The cursor goes
// to the exam of the selected attempt.
func (m *root) openExams() tea.Cmd {
	course := m.scopeCourse()
	if _, everywhere := m.board.(*backends); m.board != nil && !everywhere {
		course = m.board.inCourse()
	}
	return m.showExams(course)
}

func (m *root) showExams(course string) tea.Cmd {
	m.serials++
	e := &exams{env: m.env, serial: m.serials, course: course, height: 1}
	if row, ok := m.current().selected(); ok {
		e.wanted = row.Exam.ID
	}
	if before, ok := m.board.(*exams); ok {
		e.wanted = before.chosen().Exam.ID
	}
	return m.showBoard(e, e.load())
}

func (e *exams) spot() spot {
	if e.whole {
		return inExam
	}
	return inExams
}

func (e *exams) stop() {
	e.lane.stop()
	e.reading.stop()
}

func (e *exams) inCourse() string { return e.course }
func (e *exams) lookFor() string  { return e.text }
func (e *exams) split() bool      { return e.sideBySide && !e.whole }

func (e *exams) load() tea.Cmd {
	ctx, id := e.lane.begin(e.env.ctx)
	desk, board, course := e.env.Desk, e.serial, e.course
	return ask(e.env, "listing the exams",
		func() ([]model.ExamRow, error) { return desk.ListExams(ctx, course) },
		func(rows []model.ExamRow, err error) tea.Msg {
			return examsMsg{board: board, id: id, rows: rows, err: err}
		})
}

func (e *exams) refresh() tea.Cmd {
	cmd := e.load()
	if e.chosen().Exam.ID != 0 {
		return tea.Batch(cmd, e.read())
	}
	return cmd
}

// answer takes the rows in; the cursor stays on its exam.
func (e *exams) answer(m examsMsg) (tea.Cmd, bool) {
	if m.board != e.serial || !e.lane.settle(m.id) {
		return nil, false
	}
	if e.err = m.err; m.err != nil {
		return nil, true // old rows are worth more than none
	}
	e.rows, e.loaded = m.rows, true
	return e.show(), true
}

// show finds the rows that hold the text, with the cursor on its exam.
func (e *exams) show() tea.Cmd {
	if id := e.chosen().Exam.ID; id != 0 {
		e.wanted = id
	}
	e.shown = e.rows
	if words := strings.Fields(strings.ToLower(e.text)); len(words) > 0 {
		e.shown = slices.DeleteFunc(slices.Clone(e.rows), func(r model.ExamRow) bool { return !containsAll(examText(r), words) })
	}
	at := slices.IndexFunc(e.shown, func(r model.ExamRow) bool { return r.Exam.ID == e.wanted })
	if e.at = min(e.at, max(0, len(e.shown)-1)); at >= 0 {
		e.at = at
	}
	return e.rest()
}

// examText is what an exam is found by.
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

// containsAll tells whether a text holds all words.
func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (e *exams) setLookFor(text string) tea.Cmd {
	e.text = text
	return e.show()
}

// chosen is the exam under the cursor, the zero value if there is none.
func (e *exams) chosen() model.ExamRow {
	if e.at < len(e.shown) {
		return e.shown[e.at]
	}
	return model.ExamRow{}
}

// known is everything about the exam under the cursor, nil until it has come.
func (e *exams) known() *model.ExamDetail {
	if e.detail == nil || e.detail.Exam.ID != e.chosen().Exam.ID {
		return nil
	}
	return e.detail
}

func (e *exams) move(by int) tea.Cmd {
	if e.whole {
		e.top = max(0, min(e.top+by, e.lines-e.inside))
		return nil
	}
	e.step(by, len(e.shown))
	return e.rest()
}

func (e *exams) screenful() int {
	if e.whole {
		return max(1, e.inside-1)
	}
	return max(1, e.height)
}

// rest reads the exam under the cursor once the cursor rests.
func (e *exams) rest() tea.Cmd {
	id := e.chosen().Exam.ID
	if id == 0 || id == e.asked && (e.reading.busy() || e.known() != nil) {
		return nil
	}
	e.reading.stop()
	e.detailErr = nil
	e.seq++
	return e.env.later(selectPause, examRestMsg{board: e.serial, seq: e.seq})
}

func (e *exams) rested(m examRestMsg) tea.Cmd {
	if m.board != e.serial || m.seq != e.seq || e.chosen().Exam.ID == 0 {
		return nil
	}
	return e.read()
}

func (e *exams) read() tea.Cmd {
	ctx, id := e.reading.begin(e.env.ctx)
	desk, board, exam := e.env.Desk, e.serial, e.chosen().Exam.ID
	e.asked, e.detailErr = exam, nil
	return ask(e.env, "reading the exam",
		func() (model.ExamDetail, error) { return desk.ReadExam(ctx, exam) },
		func(d model.ExamDetail, err error) tea.Msg {
			return examMsg{board: board, id: id, exam: exam, detail: d, err: err}
		})
}

func (e *exams) answerRead(m examMsg) bool {
	if m.board != e.serial || !e.reading.settle(m.id) || m.exam != e.chosen().Exam.ID {
		return false
	}
	if e.detailErr = m.err; m.err == nil {
		e.put(m.detail)
	}
	return true
}

// put shows a new state of an exam wherever it is; nothing moves.
func (e *exams) put(d model.ExamDetail) {
	for _, rows := range [][]model.ExamRow{e.rows, e.shown} {
		for i := range rows {
			if rows[i].Exam.ID == d.Exam.ID {
				rows[i] = d.ExamRow
			}
		}
	}
	if d.Exam.ID == e.chosen().Exam.ID {
		e.detail = &d
	}
}

func (m *root) openExam() tea.Cmd {
	if e, ok := m.board.(*exams); ok {
		e.whole, e.top = true, 0
		if e.known() == nil {
			return e.read()
		}
	}
	return nil
}

func (e *exams) title() string {
	if e.whole {
		return e.chosen().Exam.Name.String()
	}
	return "Exams and policies"
}

func (e *exams) status(*root) view.Status {
	s := view.Status{}
	if len(e.shown) > 0 {
		s.Right = view.Number(e.at+1) + " of " + view.Number(len(e.shown))
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
