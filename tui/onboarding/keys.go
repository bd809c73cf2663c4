package onboarding

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
)

// Rows is the list of attempts, as far as the board needs it.
type Rows interface {
	// ShowLearner shows a learner's attempts in the list; Learner is whose are
	// shown, "" for everybody's.
	ShowLearner(l model.Learner) tea.Cmd
	Learner() string
}

// Scoped is a screen that is about one course, or "" for all.
type Scoped interface{ Course() string }

// Onboarding opens the board.
type Onboarding struct {
	h    host.Host
	rows Rows
	// earlier is the board from which a learner's attempts were opened.
	earlier *Screen
}

// New returns what opens the board.
func New(h host.Host, rows Rows) *Onboarding { return &Onboarding{h: h, rows: rows} }

// open shows the board of the course in scope, or asks for one. From a learner who
// was opened there it goes back to the board as it was.
func (os *Onboarding) open() tea.Cmd {
	if o := os.earlier; o != nil && len(os.h.Stack()) == 1 {
		os.earlier = nil
		if row, ok := o.chosen(); ok && os.rows.Learner() == row.Learner.Username.Raw() {
			return os.h.Push(o)
		}
	}
	if o, ok := host.Find[*Screen](os.h); ok {
		return os.h.Push(o)
	}
	if s, ok := host.Find[Scoped](os.h); ok && s.Course() != "" {
		return os.show(s.Course())
	}
	return os.h.Push(ask.NewCourses(os.h, true, os.show))
}

func (os *Onboarding) of(course string) *Screen { return &Screen{h: os.h, course: course, height: 1} }

func (os *Onboarding) show(course string) tea.Cmd { return os.h.Push(os.of(course)) }

// chooseCourse lets another course be chosen, for the board alone.
func (os *Onboarding) chooseCourse(o *Screen) tea.Cmd {
	return os.h.Push(ask.NewCourses(os.h, true, func(course string) tea.Cmd { return os.h.Swap(o, os.of(course)) }))
}

// openLearner shows the attempts of the learner under the cursor in the list.
func (os *Onboarding) openLearner(o *Screen) tea.Cmd {
	row, ok := o.chosen()
	if !ok {
		return nil
	}
	os.earlier = o
	return os.rows.ShowLearner(row.Learner)
}

func (o *Screen) noLearner() string {
	if _, has := o.chosen(); has {
		return ""
	}
	return "There is no learner here."
}

// Part returns the key that opens the board, and those that work there.
func (os *Onboarding) Part() host.Part {
	here, none := host.In("onboarding"), host.Of((*Screen).NothingToNarrow)
	turn := func(by int) func(host.Call) tea.Cmd {
		return host.On(func(o *Screen) tea.Cmd { return o.turn(by) })
	}
	byNumber := func(c host.Call) tea.Cmd {
		if o, ok := c.On.(*Screen); ok {
			return o.turnTo(int(c.Key[0] - '1'))
		}
		return nil
	}
	return host.Part{Places: []*host.Place{inOnboarding}, Bindings: []host.Binding{
		{Keys: []string{"O"}, Short: "onboarding", Help: "where a course's learners stand with its onboarding", Group: host.GroupShow, Where: host.With(host.Opens, "attempt", "onboarding"), Foot: 88, Run: host.Run(os.open)},
		{Keys: []string{"c"}, Short: "course", Help: "show another course here; the list keeps its own", Group: host.GroupShow, Where: here, Foot: 45, Run: host.On(os.chooseCourse)},
		{Keys: []string{"enter"}, Short: "attempts", Help: "show the learner's attempts in the list", Group: host.GroupDo, Where: here, Foot: 10, Why: host.Of((*Screen).noLearner), Run: host.On(os.openLearner)},
		{Keys: []string{"tab", "l", "right"}, Label: "tab →", Short: "next status", Help: "next status", Group: host.GroupMove, Where: here, Foot: 15, Why: none, Run: turn(1)},
		{Keys: []string{"shift+tab", "h", "left"}, Label: "shift-tab h ←", Help: "previous status", Group: host.GroupMove, Where: here, Why: none, Run: turn(-1)},
		{Keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, Label: "1–9", Help: "go to that status", Group: host.GroupMove, Where: here, Run: byNumber},
	}}
}
