// Package services has the proctoring services and the checks of their credentials.
package services

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Screen is the list of proctoring services with the report of the chosen one
// beside it, or that report as a whole.
type Screen struct {
	h      host.Host
	checks *checker
	lane   host.Lane
	all    []model.BackendInfo
	loaded bool
	err    error
	text   string
	shown  []model.BackendInfo // those that hold the text
	kit.Picks
	height int
	whole  bool
	page   kit.Page
	// side reports whether the report is beside the rows.
	side bool
}

type servicesMsg struct {
	id       int
	services []model.BackendInfo
	err      error
}

//nolint:gochecknoglobals // constants
var (
	inBackends = &host.Place{Name: "backends", Title: "Backends", Trait: host.Scrolls | host.Opens | host.Boards | host.Refreshes}
	inBackend  = &host.Place{Name: "backend", Title: "Backend", Trait: host.Scrolls | host.Opens | host.Boards | host.Refreshes}
)

// Place implements [host.Screen].
func (b *Screen) Place() *host.Place {
	if b.whole {
		return inBackend
	}
	return inBackends
}

// Start implements [host.Screen].
func (b *Screen) Start() tea.Cmd {
	b.checks.open = true
	return b.Refresh()
}

// Stop ends all checks under way: nobody would see their outcome.
func (b *Screen) Stop() {
	b.checks.open = false
	b.lane.Stop()
	b.checks.Checks.stopAll()
}

// InCourse implements [host.Ground].
func (*Screen) InCourse() string { return "" }

// Name implements [host.Ground].
func (b *Screen) Name() string { return b.title() }

// Head implements [host.Ground].
func (b *Screen) Head(back string, f view.Frame) string { return view.Crumb(back, b.title(), f) }

// Joint implements [host.Ground].
func (b *Screen) Joint() int {
	if b.whole || !b.side {
		return -1
	}
	return left(b.h.Layout().Width)
}

// Back implements [host.Backer]: from the report to the list, and from what is
// narrowed to everything.
func (b *Screen) Back() (tea.Cmd, bool) {
	switch {
	case b.whole:
		b.whole = false
		return nil, true
	case b.text != "":
		return b.SetLookFor(""), true
	}
	return nil, false
}

// Checks returns the last checks of the session.
func (b *Screen) Checks() Checkups { return b.checks.Checks }

// LookFor implements [host.Narrower].
func (b *Screen) LookFor() string { return b.text }

// NothingToNarrow returns the reason why there is nothing to narrow.
func (b *Screen) NothingToNarrow() string {
	if len(b.all) == 0 {
		return "There are no services to narrow."
	}
	return ""
}

// Refresh implements [host.Refresher].
func (b *Screen) Refresh() tea.Cmd {
	ctx, id := b.lane.Begin(b.h.Env().Ctx)
	verifier := b.h.Env().Backends
	return host.Ask(b.h, b, "listing the proctoring services",
		func() ([]model.BackendInfo, error) { return verifier.Backends(ctx) },
		func(services []model.BackendInfo, err error) tea.Msg {
			return servicesMsg{id: id, services: services, err: err}
		})
}

// Take implements [host.Screen].
func (b *Screen) Take(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(servicesMsg); ok {
		b.answer(m)
	}
	return nil
}

// answer takes the services in; the cursor stays on its service. A check of one
// that is no longer configured ends.
func (b *Screen) answer(m servicesMsg) {
	if !b.lane.Settle(m.id) {
		return
	}
	if b.err = m.err; m.err != nil {
		return // old rows are better than none
	}
	b.all, b.loaded = m.services, true
	for name, c := range b.checks.Checks {
		if !slices.ContainsFunc(b.all, func(s model.BackendInfo) bool { return s.Name == name }) {
			c.stop()
		}
	}
	b.show()
}

// show finds the services that hold the text, with the cursor on its service.
// How their checks go changes nothing about it until it is asked for again:
// nothing moves by itself.
func (b *Screen) show() {
	before, had := b.Chosen()
	words := kit.Words(b.text)
	b.shown = nil
	for _, s := range b.all {
		if kit.ContainsAll(b.wordsOf(s), words) {
			b.shown = append(b.shown, s)
		}
	}
	b.At = min(b.At, max(0, len(b.shown)-1))
	if at := slices.IndexFunc(b.shown, func(s model.BackendInfo) bool { return s.Name == before.Name }); had && at >= 0 {
		b.At = at
		return
	}
	b.whole = false // a service that is gone has no page
}

// wordsOf returns the text that a search for a service looks in.
func (b *Screen) wordsOf(s model.BackendInfo) string {
	last := b.checks.Checks.Of(s.Name).Checkup
	words := []string{model.Clean(s.Name), s.VerboseName.String(), model.Clean(s.Kind), s.Address.String(), last.Word()}
	if s.IsDefault {
		words = append(words, "default")
	}
	return strings.ToLower(strings.Join(words, " "))
}

// SetLookFor implements [host.Narrower].
func (b *Screen) SetLookFor(text string) tea.Cmd {
	b.text = text
	b.show()
	return nil
}

// Chosen returns the service under the cursor.
func (b *Screen) Chosen() (model.BackendInfo, bool) {
	if b.At < len(b.shown) {
		return b.shown[b.At], true
	}
	return model.BackendInfo{}, false
}

// service returns what is drawn of a service.
func (b *Screen) service(s model.BackendInfo) view.Service {
	return view.Service{BackendInfo: s, Last: b.checks.Checks.Of(s.Name).Checkup}
}

// Move implements [host.Mover].
func (b *Screen) Move(by int, _ bool) tea.Cmd {
	if b.whole {
		b.page.Scroll(by)
		return nil
	}
	b.Step(by, len(b.shown))
	return nil
}

// Screenful implements [host.Mover].
func (b *Screen) Screenful() int {
	if b.whole {
		return max(1, b.page.Height-1)
	}
	return max(1, b.height)
}

func (b *Screen) openWhole() tea.Cmd {
	b.whole, b.page.Top = true, 0
	return nil
}

// title names a default that does not work: exams that name no service are there.
func (b *Screen) title() string {
	if s, ok := b.Chosen(); b.whole && ok {
		return model.Clean(s.Name)
	}
	title := "Backends"
	for _, s := range b.all {
		if ended := b.checks.Checks.Of(s.Name).Ended(); s.IsDefault && ended != nil && ended.Failed() {
			title += ": the default, " + model.Clean(s.Name) + ", " + ended.Word()
		}
	}
	return title
}

// stopsFirst returns what esc stops of several checks: first that of the chosen
// service.
func (b *Screen) stopsFirst(running []string) string {
	if s, ok := b.Chosen(); ok && slices.Contains(running, s.Name) {
		return model.Clean(s.Name) + ", then the others"
	}
	return "them"
}

// Status implements [host.Screen].
func (b *Screen) Status() view.Status {
	s := view.Status{}
	if len(b.shown) > 0 {
		s.Right = view.Number(b.At+1) + " of " + view.Number(len(b.shown))
	}
	running := b.checks.Checks.running()
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

// left returns the width of the list of services beside a report, which has
// more to say than the list.
func left(width int) int { return max(49, min(96, width*45/100)) }

// haltChecks stops the check of the chosen service or else all others that are
// under way; none if none is.
func (b *Screen) haltChecks() (names []string, live bool) {
	names = b.checks.Checks.running()
	if s, ok := b.Chosen(); ok && slices.Contains(names, s.Name) {
		names = []string{s.Name}
	}
	for _, name := range names {
		c := b.checks.Checks.Of(name)
		live = live || c.Live
		c.stop()
	}
	return names, live
}
