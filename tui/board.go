package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// board is a screen in place of the queue: the exams, a course's onboarding, or
// the proctoring services.
// The queue stays as it was beneath.
type board interface {
	layer
	stopper
	refresh() tea.Cmd
	// move moves the cursor by rows, or the text where it is open as a whole.
	move(by int) tea.Cmd
	screenful() int
	// split tells whether list and pane stand side by side.
	split() bool
	// course is what the board is narrowed to, "" for all.
	inCourse() string
	title() string
	draw(m *root, f view.Frame) []string
	// status is the line above the keys: what is shown, and the place in it.
	status(m *root) view.Status
	// looked for is a text that the rows hold.
	lookFor() string
	setLookFor(text string) tea.Cmd
}

// boardSpots are those of the boards, without what lies over them.
const boardSpots = inExams | inExam | inOnboarding | inBackends | inBackend

// showBoard opens a board in place of whatever board is open.
func (m *root) showBoard(b board, load tea.Cmd) tea.Cmd {
	if m.board != nil {
		m.board.stop()
	}
	m.board = b
	return load
}

func (m *root) closeBoard() tea.Cmd {
	if m.board != nil {
		m.board.stop()
	}
	m.board = nil
	return nil
}

// backFromBoard takes the last narrowing away, and then leaves the board.
func (m *root) backFromBoard() tea.Cmd {
	switch b := m.board.(type) {
	case *exams:
		if b.whole {
			b.whole = false
			return nil
		}
	case *backends:
		if b.whole {
			b.whole = false
			return nil
		}
	case nil:
		return nil
	}
	if m.board.lookFor() != "" {
		return m.board.setLookFor("")
	}
	return m.closeBoard()
}

// scopeCourse is the one course that the queue is narrowed to, "" for more.
func (m *root) scopeCourse() string {
	if courses := m.current().query.Filter.Courses; len(courses) == 1 {
		return courses[0]
	}
	return ""
}

// drawBoardCrumb leads back to the queue.
func (m *root) drawBoardCrumb() string {
	return view.Crumb(m.section.Title(), m.board.title(), m.frame(m.width, 1))
}

func (m *root) drawBoardStatus(f view.Frame) string {
	s := m.board.status(m)
	switch {
	case m.note.text != "":
		s.Role, s.Text = m.note.kind.role(), m.note.text
	case len(m.holds.items) > 0:
		s.Role, s.Text = m.holds.summary(m.now)
	case s.Text == "" && m.board.lookFor() != "":
		s.Role, s.Text = theme.Accent, "/ "+model.Clean(m.board.lookFor())
	}
	return s.Draw(f)
}

// looking is the line in which is typed what the rows of a board must hold. The
// rows follow each letter.
type looking struct {
	line   edit
	before string
	board  board
}

func (*looking) spot() spot { return inLooking }

func (l *looking) typed(k tea.KeyMsg) tea.Cmd {
	if !l.line.typed(k) {
		return nil
	}
	return l.board.setLookFor(l.line.text())
}

func (m *root) openLooking() tea.Cmd {
	if m.board != nil {
		text := m.board.lookFor()
		m.over = &looking{line: newEdit(filterLimit, text), before: text, board: m.board}
	}
	return nil
}

// dropLooking leaves what was looked for as it was before.
func (m *root) dropLooking() tea.Cmd {
	l, ok := m.over.(*looking)
	if !ok {
		return nil
	}
	m.over = nil
	return l.board.setLookFor(l.before)
}

// asking is a question that is answered with yes or no.
type asking struct {
	question view.Question
	yes      func(*root) tea.Cmd
}

func (*asking) spot() spot { return inAsking }

func (m *root) answerYes() tea.Cmd {
	a, ok := m.dialog.(*asking)
	if !ok {
		return nil
	}
	m.dialog = nil
	return a.yes(m)
}

// openBoardCourses lets another course be chosen for the board alone.
func (m *root) openBoardCourses() tea.Cmd {
	c := newCourses(m.env)
	switch m.board.(type) {
	case *exams:
		c.then = m.showExams
	case *onboarding:
		c.then, c.one = m.showOnboarding, true
	}
	m.over = c
	return c.look()
}

// onlyCourse takes the one course that there is, where one must be chosen.
func (m *root) onlyCourse(c *courses) tea.Cmd {
	if c.then == nil || !c.one || c.err != nil || len(c.all) != 1 {
		return nil
	}
	course := c.all[0].ID.Raw()
	m.closeOver()
	return c.then(course)
}
