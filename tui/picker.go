package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// picks is the cursor in a short list of choices.
type picks struct {
	at, top int
}

func (p *picks) reset() { p.at, p.top = 0, 0 }

// step moves the cursor among size choices.
func (p *picks) step(by, size int) { p.at = max(0, min(p.at+by, size-1)) }

// window is which of the choices are in sight.
func (p *picks) window(size, height int) (from, to int) {
	p.top = min(p.top, p.at)
	p.top = max(p.top, p.at-height+1)
	return p.top, max(p.top, min(size, p.top+height))
}

// courses picks the course that everything is narrowed to.
type courses struct {
	env  *env
	line edit
	lane lane
	all  []model.Course
	has  bool
	err  error
	picks
	// then takes the choice in place of the queue; one tells that it must be a
	// single course.
	then func(course string) tea.Cmd
	one  bool
}

type coursesMsg struct {
	id      int
	courses []model.Course
	err     error
}

func newCourses(e *env) *courses { return &courses{env: e, line: newEdit(filterLimit, "")} }

func (*courses) spot() spot { return inCourses }

func (c *courses) typed(k tea.KeyMsg) tea.Cmd { //nolint:unparam // of typist
	if c.line.typed(k) {
		c.reset()
	}
	return nil
}

func (c *courses) look() tea.Cmd {
	ctx, id := c.lane.begin(c.env.ctx)
	desk := c.env.Desk
	return ask(c.env, "listing the courses",
		func() ([]model.Course, error) { return desk.ListCourses(ctx) },
		func(all []model.Course, err error) tea.Msg { return coursesMsg{id: id, courses: all, err: err} })
}

func (c *courses) answer(m coursesMsg) bool {
	if !c.lane.settle(m.id) {
		return false
	}
	c.err = m.err
	if m.err == nil {
		c.all, c.has = m.courses, true
	}
	return true
}

// choices are the courses that match what is typed; the first choice, an empty
// id, is all of them where that can be chosen.
func (c *courses) choices() []model.Course {
	text := strings.ToLower(strings.TrimSpace(c.line.text()))
	out := make([]model.Course, 0, len(c.all)+1)
	if text == "" && !c.one {
		out = append(out, model.Course{})
	}
	for _, course := range c.all {
		if strings.Contains(strings.ToLower(course.ID.String()), text) {
			out = append(out, course)
		}
	}
	return out
}

func (c *courses) size() int { return len(c.choices()) }
func (c *courses) stop()     { c.lane.stop() }
