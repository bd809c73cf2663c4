package tui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// onboarding is where a course's learners stand with its onboarding.
type onboarding struct {
	env    *env
	serial int
	course string
	lane   lane
	board  *model.OnboardingBoard
	err    error
	// now is when the board came; what expires soon follows from it.
	now   time.Time
	text  string
	part  part
	parts []part
	shown []model.OnboardingBoardRow
	picks
	height int
}

// part is a part of the board: everybody, the approvals that end soon, or the
// learners of a status.
type part struct {
	soon   bool
	status *model.OnboardingStatus
	count  int
}

func (p part) same(o part) bool {
	if p.status == nil || o.status == nil {
		return p.soon == o.soon && p.status == o.status
	}
	return *p.status == *o.status
}

// word is what the learners of the part are, "" for everybody.
func (p part) word() string {
	switch {
	case p.soon:
		return "about to expire"
	case p.status != nil:
		return view.OnboardingWord(*p.status)
	}
	return ""
}

type boardMsg struct {
	board, id int
	answer    model.OnboardingBoard
	err       error
}

// openOnboarding shows the board of the course in scope, or asks for one.
// From a learner who was opened there it goes back to the board as it was.
func (m *root) openOnboarding() tea.Cmd {
	if o := m.earlier; o != nil && m.board == nil {
		m.earlier = nil
		if row, ok := o.chosen(); ok && m.scope.learner == row.Learner.Username.Raw() {
			return m.showBoard(o, o.refresh())
		}
	}
	course := m.scopeCourse()
	switch b := m.board.(type) {
	case *exams:
		if course = b.course; course == "" {
			course = b.chosen().Exam.CourseID.Raw()
		}
	case *onboarding:
		course = b.course
	}
	if course != "" {
		return m.showOnboarding(course)
	}
	c := newCourses(m.env)
	c.then, c.one = m.showOnboarding, true
	m.over = c
	return c.look()
}

func (m *root) showOnboarding(course string) tea.Cmd {
	m.serials++
	o := &onboarding{env: m.env, serial: m.serials, course: course, height: 1}
	return m.showBoard(o, o.refresh())
}

func (*onboarding) spot() spot         { return inOnboarding }
func (o *onboarding) stop()            { o.lane.stop() }
func (o *onboarding) inCourse() string { return o.course }
func (o *onboarding) lookFor() string  { return o.text }
func (*onboarding) split() bool        { return false }
func (o *onboarding) screenful() int   { return max(1, o.height) }

// title says where it is so that not everybody is listed.
func (o *onboarding) title() string {
	if o.board != nil && !o.board.Enrolled {
		return "Onboarding of learners with attempts (no enrolments)"
	}
	return "Onboarding"
}

func (o *onboarding) refresh() tea.Cmd {
	ctx, id := o.lane.begin(o.env.ctx)
	desk, board, course := o.env.Desk, o.serial, o.course
	return ask(o.env, "listing the onboarding",
		func() (model.OnboardingBoard, error) { return desk.OnboardingBoard(ctx, course) },
		func(b model.OnboardingBoard, err error) tea.Msg {
			return boardMsg{board: board, id: id, answer: b, err: err}
		})
}

func (m *root) answerBoard(msg boardMsg) bool {
	o, ok := m.board.(*onboarding)
	if !ok || msg.board != o.serial || !o.lane.settle(msg.id) {
		return false
	}
	if o.err = msg.err; msg.err == nil {
		o.board, o.now = &msg.answer, m.now
		o.count()
		o.show()
	}
	return true
}

// count finds the parts that have learners. The open one stays, even without.
func (o *onboarding) count() {
	soon := part{soon: true, count: o.board.Expiring(o.now)}
	o.parts = []part{{count: len(o.board.Rows)}}
	if soon.count > 0 || o.part.soon {
		o.parts = append(o.parts, soon)
	}
	for _, c := range o.board.Counts() {
		o.parts = append(o.parts, part{status: &c.Status, count: c.Count})
	}
	if !slices.ContainsFunc(o.parts, o.part.same) {
		o.part.count = 0
		o.parts = append(o.parts, o.part)
	}
}

// show finds the rows of the part that hold the text; the cursor stays on its
// learner.
func (o *onboarding) show() {
	if o.board == nil {
		return
	}
	before, had := o.chosen()
	words := strings.Fields(strings.ToLower(o.text))
	o.shown = nil
	for _, r := range o.board.Rows {
		if o.holds(r) && containsAll(boardText(r), words) {
			o.shown = append(o.shown, r)
		}
	}
	if o.part.soon {
		slices.SortStableFunc(o.shown, func(a, b model.OnboardingBoardRow) int { return a.Expires.Compare(*b.Expires) })
	}
	o.at = min(o.at, max(0, len(o.shown)-1))
	if at := slices.IndexFunc(o.shown, func(r model.OnboardingBoardRow) bool { return r.Learner.Username == before.Learner.Username }); had && at >= 0 {
		o.at = at
	}
}

// holds tells whether a learner belongs to the open part.
func (o *onboarding) holds(r model.OnboardingBoardRow) bool {
	switch {
	case o.part.soon:
		return r.Soon(o.now)
	case o.part.status != nil:
		return r.Status == *o.part.status
	}
	return true
}

func boardText(r model.OnboardingBoardRow) string {
	return strings.ToLower(strings.Join([]string{
		r.Learner.Username.String(), r.Learner.FullName.String(), r.Learner.Email.String(), view.OnboardingWord(r.Status), r.Elsewhere.String(), r.Mode,
	}, " "))
}

func (o *onboarding) setLookFor(text string) tea.Cmd {
	o.text = text
	o.show()
	return nil
}

func (o *onboarding) chosen() (model.OnboardingBoardRow, bool) {
	if o.at < len(o.shown) {
		return o.shown[o.at], true
	}
	return model.OnboardingBoardRow{}, false
}

func (o *onboarding) move(by int) tea.Cmd {
	o.step(by, len(o.shown))
	return nil
}

// turnPart opens the part after or before, around the ends.
func turnPart(by int) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd {
		o, ok := m.board.(*onboarding)
		if !ok || len(o.parts) == 0 {
			return nil
		}
		at := max(0, slices.IndexFunc(o.parts, o.part.same))
		o.part = o.parts[(at+by+len(o.parts))%len(o.parts)]
		o.reset()
		o.show()
		return nil
	}
}

func (m *root) turnPartByNumber() tea.Cmd {
	o, ok := m.board.(*onboarding)
	if n := int(m.pressed[0] - '1'); ok && n < len(o.parts) {
		o.part = o.parts[n]
		o.reset()
		o.show()
	}
	return nil
}

// openBoardLearner shows the attempts of the learner under the cursor in the
// queue.
func (m *root) openBoardLearner() tea.Cmd {
	o, ok := m.board.(*onboarding)
	if !ok {
		return nil
	}
	row, ok := o.chosen()
	if !ok {
		return nil
	}
	m.closeBoard()
	m.earlier = o
	return m.pickLearner(row.Learner)
}

func (o *onboarding) status(m *root) view.Status {
	s := view.Status{}
	if len(o.shown) > 0 {
		s.Right = view.Number(o.at+1) + " of " + view.Number(len(o.shown))
	}
	row, ok := o.chosen()
	switch {
	case o.err != nil && o.board != nil:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(o.err)
	case ok:
		s.Role, s.Text = theme.Dim, view.OnboardingStatusLine(row, m.frame(m.width, 1))
	}
	return s
}

func (o *onboarding) draw(_ *root, f view.Frame) []string {
	switch {
	case o.board != nil:
	case o.err != nil && model.CodeOf(o.err) == model.CodeNotFound:
		return view.NoOnboarding(model.Sentence(o.err), f)
	case o.err != nil:
		return trouble(o.err, f)
	default:
		return view.Loading("the onboarding of "+view.CourseShort(model.Text(o.course)), f)
	}
	one, body := f.Sized(f.Width, 1), f.Sized(f.Width, max(0, f.Height-1))
	tabs := make([]view.OnboardingTab, 0, len(o.parts))
	for _, p := range o.parts {
		tabs = append(tabs, view.OnboardingTab{Title: tabTitle(p), Count: p.count, Active: p.same(o.part)})
	}
	lines := []string{view.OnboardingTabs(tabs, one)}
	if len(o.shown) == 0 {
		return view.Window(append(lines, view.NoLearners(model.Clean(o.text), o.part.word(), o.board.Enrolled, body)...), 0, f)
	}
	return view.Window(append(lines, o.drawRows(body)...), 0, f)
}

func (o *onboarding) drawRows(f view.Frame) []string {
	c := view.OnboardingColumnsFor(f.Width)
	lines := []string{c.Header(f)}
	o.height = max(1, f.Height-1)
	from, to := o.window(len(o.shown), o.height)
	for i := from; i < to; i++ {
		lines = append(lines, view.OnboardingRow(o.shown[i], c, f, i == o.at))
	}
	return lines
}

func tabTitle(p part) string {
	switch {
	case p.soon:
		return "Expiring"
	case p.status == nil:
		return "All"
	}
	word := view.OnboardingWord(*p.status)
	return strings.ToUpper(word[:1]) + word[1:]
}
