// Package onboarding has the board of where a course's learners stand with its
// onboarding.
package onboarding

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

// Screen is where a course's learners stand with its onboarding.
type Screen struct {
	h      host.Host
	course string
	lane   host.Lane
	board  *model.OnboardingBoard
	err    error
	// now is when the board came; what expires soon follows from it.
	now   time.Time
	text  string
	part  part
	parts []part
	shown []model.OnboardingBoardRow
	kit.Picks
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

// word returns what the learners of the part are, "" for everybody.
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
	id     int
	answer model.OnboardingBoard
	err    error
}

var inOnboarding = &host.Place{Name: "onboarding", Title: "Onboarding", Trait: host.Scrolls | host.Opens | host.Boards | host.Refreshes} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Screen) Place() *host.Place { return inOnboarding }

// Start implements [host.Screen].
func (o *Screen) Start() tea.Cmd { return o.Refresh() }

// Stop implements [host.Screen].
func (o *Screen) Stop() { o.lane.Stop() }

// Take implements [host.Screen].
func (o *Screen) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(boardMsg)
	if !ok || !o.lane.Settle(m.id) {
		return nil
	}
	if o.err = m.err; m.err == nil {
		o.board, o.now = &m.answer, o.h.Now()
		o.count()
		o.show()
	}
	return nil
}

// InCourse implements [host.Ground].
func (o *Screen) InCourse() string { return o.course }

// Course returns the course that a screen opened from here is about.
func (o *Screen) Course() string { return o.course }

// Name implements [host.Ground].
func (o *Screen) Name() string { return o.title() }

// Head implements [host.Ground].
func (o *Screen) Head(back string, f view.Frame) string { return view.Crumb(back, o.title(), f) }

// Joint implements [host.Ground].
func (*Screen) Joint() int { return -1 }

// Back implements [host.Backer].
func (o *Screen) Back() (tea.Cmd, bool) {
	if o.text == "" {
		return nil, false
	}
	return o.SetLookFor(""), true
}

// LookFor implements [host.Narrower].
func (o *Screen) LookFor() string { return o.text }

// NothingToNarrow returns the reason why there is nothing to narrow.
func (o *Screen) NothingToNarrow() string {
	if o.board == nil {
		return "The onboarding has not been read yet."
	}
	return ""
}

// title describes where it is so that not everybody is listed.
func (o *Screen) title() string {
	if o.board != nil && !o.board.Enrolled {
		return "Onboarding of learners with attempts (no enrolments)"
	}
	return "Onboarding"
}

// Refresh implements [host.Refresher].
func (o *Screen) Refresh() tea.Cmd {
	ctx, id := o.lane.Begin(o.h.Env().Ctx)
	desk, course := o.h.Env().Desk, o.course
	return host.Ask(o.h, o, "listing the onboarding",
		func() (model.OnboardingBoard, error) { return desk.OnboardingBoard(ctx, course) },
		func(b model.OnboardingBoard, err error) tea.Msg {
			return boardMsg{id: id, answer: b, err: err}
		})
}

// count finds the parts that have learners. The open one stays, even without.
func (o *Screen) count() {
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
func (o *Screen) show() {
	if o.board == nil {
		return
	}
	before, had := o.chosen()
	words := kit.Words(o.text)
	o.shown = nil
	for _, r := range o.board.Rows {
		if o.holds(r) && kit.ContainsAll(boardText(r), words) {
			o.shown = append(o.shown, r)
		}
	}
	if o.part.soon {
		slices.SortStableFunc(o.shown, func(a, b model.OnboardingBoardRow) int { return a.Expires.Compare(*b.Expires) })
	}
	o.At = min(o.At, max(0, len(o.shown)-1))
	if at := slices.IndexFunc(o.shown, func(r model.OnboardingBoardRow) bool { return r.Learner.Username == before.Learner.Username }); had && at >= 0 {
		o.At = at
	}
}

// holds reports whether a learner belongs to the open part.
func (o *Screen) holds(r model.OnboardingBoardRow) bool {
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

// SetLookFor implements [host.Narrower].
func (o *Screen) SetLookFor(text string) tea.Cmd {
	o.text = text
	o.show()
	return nil
}

func (o *Screen) chosen() (model.OnboardingBoardRow, bool) {
	if o.At < len(o.shown) {
		return o.shown[o.At], true
	}
	return model.OnboardingBoardRow{}, false
}

// Move implements [host.Mover].
func (o *Screen) Move(by int, _ bool) tea.Cmd {
	o.Step(by, len(o.shown))
	return nil
}

// Screenful implements [host.Mover].
func (o *Screen) Screenful() int { return max(1, o.height) }

// turn opens the part after or before, around the ends.
func (o *Screen) turn(by int) tea.Cmd {
	if len(o.parts) == 0 {
		return nil
	}
	at := max(0, slices.IndexFunc(o.parts, o.part.same))
	return o.turnTo((at + by + len(o.parts)) % len(o.parts))
}

func (o *Screen) turnTo(n int) tea.Cmd {
	if n < len(o.parts) {
		o.part = o.parts[n]
		o.Reset()
		o.show()
	}
	return nil
}

// Status implements [host.Screen].
func (o *Screen) Status() view.Status {
	s := view.Status{}
	if len(o.shown) > 0 {
		s.Right = view.Number(o.At+1) + " of " + view.Number(len(o.shown))
	}
	row, ok := o.chosen()
	switch {
	case o.err != nil && o.board != nil:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(o.err)
	case ok:
		s.Role, s.Text = theme.Dim, view.OnboardingStatusLine(row, host.Frame(o.h, o.h.Layout().Width, 1))
	}
	return s
}

// Draw implements [host.Screen].
func (o *Screen) Draw(f view.Frame) []string {
	switch {
	case o.board != nil:
	case o.err != nil && model.CodeOf(o.err) == model.CodeNotFound:
		return view.NoOnboarding(model.Sentence(o.err), f)
	case o.err != nil:
		return kit.Trouble(o.err, f)
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

func (o *Screen) drawRows(f view.Frame) []string {
	c := view.OnboardingColumnsFor(f.Width)
	lines := []string{c.Header(f)}
	o.height = max(1, f.Height-1)
	from, to := o.Window(len(o.shown), o.height)
	for i := from; i < to; i++ {
		lines = append(lines, view.OnboardingRow(o.shown[i], c, f, i == o.At))
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
