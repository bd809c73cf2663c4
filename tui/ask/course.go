package ask

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Courses lets a person choose a course.
type Courses struct {
	host.Plain
	h    host.Host
	line kit.Edit
	lane host.Lane
	all  []model.Course
	has  bool
	err  error
	kit.Picks
	// then takes the choice; one says that it must be a single course.
	then func(course string) tea.Cmd
	one  bool
}

var inCourses = &host.Place{Name: "courses", Title: "Course", Layer: host.LayerPage, Trait: host.Types | host.Picks | host.Refreshes} //nolint:gochecknoglobals // a constant

type coursesMsg struct {
	id      int
	courses []model.Course
	err     error
}

// NewCourses asks for a course, or for one or all of them.
func NewCourses(h host.Host, one bool, then func(course string) tea.Cmd) *Courses {
	return &Courses{h: h, line: kit.NewEdit(kit.LineLimit, ""), one: one, then: then}
}

// Place implements [host.Screen].
func (*Courses) Place() *host.Place { return inCourses }

// Start implements [host.Screen].
func (c *Courses) Start() tea.Cmd { return c.Refresh() }

// Stop implements [host.Screen].
func (c *Courses) Stop() { c.lane.Stop() }

// Refresh implements [host.Refresher].
func (c *Courses) Refresh() tea.Cmd {
	ctx, id := c.lane.Begin(c.h.Env().Ctx)
	desk := c.h.Env().Desk
	return host.Ask(c.h, c, "listing the courses",
		func() ([]model.Course, error) { return desk.ListCourses(ctx) },
		func(all []model.Course, err error) tea.Msg { return coursesMsg{id: id, courses: all, err: err} })
}

// Take implements [host.Screen]. Where one course must be chosen and there is but
// one, it is.
func (c *Courses) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(coursesMsg)
	if !ok || !c.lane.Settle(m.id) {
		return nil
	}
	if c.err = m.err; m.err != nil {
		return nil
	}
	c.all, c.has = m.courses, true
	if c.one && len(c.all) == 1 {
		return c.take(c.all[0].ID.Raw())
	}
	return nil
}

func (c *Courses) take(course string) tea.Cmd {
	return tea.Batch(c.h.Pop(c), c.then(course))
}

// Typed implements [host.Typist].
func (c *Courses) Typed(k tea.KeyMsg) tea.Cmd {
	if c.line.Typed(k) {
		c.Reset()
	}
	return nil
}

// choices returns the courses that match what is typed; the first choice, an empty
// id, is all of them where that can be chosen.
func (c *Courses) choices() []model.Course {
	text := strings.ToLower(strings.TrimSpace(c.line.Text()))
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

// Choose takes the choice under the cursor.
func (c *Courses) Choose() tea.Cmd {
	choices := c.choices()
	if c.At >= len(choices) {
		return nil
	}
	return c.take(choices[c.At].ID.Raw())
}

// Move implements [host.Mover].
func (c *Courses) Move(by int, _ bool) tea.Cmd {
	c.Step(by, len(c.choices()))
	return nil
}

// Screenful implements [host.Mover].
func (c *Courses) Screenful() int { return max(1, c.h.Layout().Body-1) }

// Draw implements [host.Screen].
func (c *Courses) Draw(f view.Frame) []string {
	all := c.choices()
	choices, in, to := kit.PickFrom("course", &c.line, &c.Picks, len(all), f)
	for _, course := range all[choices.From:to] {
		choice := view.Choice{Left: view.CourseShort(course.ID), Right: course.ID.String(), Note: examCount(len(course.Exams))}
		if c.one {
			choice.Note = practiceNote(course)
		}
		if course.ID == "" {
			choice = view.Choice{Left: "all courses"}
		}
		choices.List = append(choices.List, choice)
	}
	switch {
	case c.err != nil:
		choices.List, choices.Face = nil, kit.Trouble(c.err, in)
	case !c.has:
		choices.List, choices.Face = nil, view.Loading("courses", in)
	case len(all) == 0:
		choices.Face = view.Message(" There is no course with that name.", in)
	}
	return choices.Draw(f)
}

func examCount(n int) string { return view.Number(n) + " " + model.Plural(n, "exam") }

// practiceNote says at which service a course's practice exam is.
func practiceNote(c model.Course) string {
	note := "no practice exam"
	for _, e := range c.Exams { // the newest counts
		if e.IsActive && e.IsPracticeExam && e.IsProctored {
			note = "practice exam at " + e.Backend.String()
		}
	}
	return note
}

// CoursesPart returns the place where a course is chosen. It has no keys beyond those
// of every choice.
func CoursesPart() host.Part { return host.Part{Places: []*host.Place{inCourses}} }
