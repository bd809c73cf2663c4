package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// backends is the list of proctoring services with the report of the chosen one
// beside it, or that report as a whole.
type backends struct {
	env    *env
	serial int
	// checks are those of the session: they stay when the board closes.
	checks checkups
	lane   lane
	all    []model.BackendInfo
	loaded bool
	err    error
	text   string
	shown  []model.BackendInfo // those that hold the text
	picks
	height int
	// begun is the services of which a check was asked for since nothing was
	// checked; what became of them is told once they are through.
	begun []string

	whole              bool
	top, lines, inside int
	sideBySide         bool
}

type backendsMsg struct {
	board, id int
	services  []model.BackendInfo
	err       error
}

// openBackends shows the proctoring services.
func (m *root) openBackends() tea.Cmd {
	m.serials++
	b := &backends{env: m.env, serial: m.serials, checks: m.checks, height: 1}
	return m.showBoard(b, b.refresh())
}

func (b *backends) spot() spot {
	if b.whole {
		return inBackend
	}
	return inBackends
}

// stop ends everything that is under way: nobody would see how it ends.
func (b *backends) stop() {
	b.lane.stop()
	b.checks.stopAll()
}

func (*backends) inCourse() string  { return "" }
func (b *backends) lookFor() string { return b.text }
func (b *backends) split() bool     { return b.sideBySide && !b.whole }

func (b *backends) refresh() tea.Cmd {
	ctx, id := b.lane.begin(b.env.ctx)
	verifier, board := b.env.Backends, b.serial
	return ask(b.env, "listing the proctoring services",
		func() ([]model.BackendInfo, error) { return verifier.Backends(ctx) },
		func(services []model.BackendInfo, err error) tea.Msg {
			return backendsMsg{board: board, id: id, services: services, err: err}
		})
}

// answer takes the services in; the cursor stays on its service. A check of one
// that is not configured any more ends.
func (b *backends) answer(m backendsMsg) bool {
	if m.board != b.serial || !b.lane.settle(m.id) {
		return false
	}
	if b.err = m.err; m.err != nil {
		return true // old rows are worth more than none
	}
	b.all, b.loaded = m.services, true
	for name, c := range b.checks {
		if !slices.ContainsFunc(b.all, func(s model.BackendInfo) bool { return s.Name == name }) {
			c.stop()
		}
	}
	b.show()
	return true
}

// show finds the services that hold the text, with the cursor on its service.
// How their checks go changes nothing about it until it is asked for again:
// nothing moves by itself.
func (b *backends) show() {
	before, had := b.chosen()
	words := strings.Fields(strings.ToLower(b.text))
	b.shown = nil
	for _, s := range b.all {
		if containsAll(b.wordsOf(s), words) {
			b.shown = append(b.shown, s)
		}
	}
	b.at = min(b.at, max(0, len(b.shown)-1))
	if at := slices.IndexFunc(b.shown, func(s model.BackendInfo) bool { return s.Name == before.Name }); had && at >= 0 {
		b.at = at
		return
	}
	b.whole = false // there is no page of a service that went
}

// wordsOf is what a service is found by.
func (b *backends) wordsOf(s model.BackendInfo) string {
	last := b.checks.of(s.Name).Checkup
	words := []string{model.Clean(s.Name), s.VerboseName.String(), model.Clean(s.Kind), s.Address.String(), last.Word()}
	if s.IsDefault {
		words = append(words, "default")
	}
	return strings.ToLower(strings.Join(words, " "))
}

func (b *backends) setLookFor(text string) tea.Cmd {
	b.text = text
	b.show()
	return nil
}

func (b *backends) chosen() (model.BackendInfo, bool) {
	if b.at < len(b.shown) {
		return b.shown[b.at], true
	}
	return model.BackendInfo{}, false
}

// service is what is drawn of a service.
func (b *backends) service(s model.BackendInfo) view.Service {
	return view.Service{BackendInfo: s, Last: b.checks.of(s.Name).Checkup}
}

func (b *backends) move(by int) tea.Cmd {
	if b.whole {
		b.top = max(0, min(b.top+by, b.lines-b.inside))
		return nil
	}
	b.step(by, len(b.shown))
	return nil
}

func (b *backends) screenful() int {
	if b.whole {
		return max(1, b.inside-1)
	}
	return max(1, b.height)
}

func (m *root) openBackend() tea.Cmd {
	if b, ok := m.board.(*backends); ok {
		b.whole, b.top = true, 0
	}
	return nil
}

// title names a default that does not work: exams that name no service are there.
func (b *backends) title() string {
	if s, ok := b.chosen(); b.whole && ok {
		return model.Clean(s.Name)
	}
	title := "Backends"
	for _, s := range b.all {
		if ended := b.checks.of(s.Name).Ended(); s.IsDefault && ended != nil && ended.Failed() {
			title += ": the default, " + model.Clean(s.Name) + ", " + ended.Word()
		}
	}
	return title
}

// stopsFirst is what esc stops of several checks: first that of the chosen
// service.
func (b *backends) stopsFirst(running []string) string {
	if s, ok := b.chosen(); ok && slices.Contains(running, s.Name) {
		return model.Clean(s.Name) + ", then the others"
	}
	return "them"
}

func (b *backends) status(*root) view.Status {
	s := view.Status{}
	if len(b.shown) > 0 {
		s.Right = view.Number(b.at+1) + " of " + view.Number(len(b.shown))
	}
	running := b.checks.running()
	switch {
	case b.err != nil && len(b.all) > 0:
		s.Role, s.Text = theme.Bad, "Not up to date: "+model.Sentence(b.err)
	case len(running) == 1:
		s.Role, s.Text = theme.Info, "Checking "+model.Clean(running[0])+"; esc stops it."
	case len(running) > 1:
		s.Role, s.Text = theme.Info, "Checking "+view.Number(len(running))+" services; esc stops "+b.stopsFirst(running)+"."
	}
	return s
}
