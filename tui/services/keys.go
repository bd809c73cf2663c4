package services

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

const groupBackend = "Backend"

// Services opens the proctoring services and checks them.
type Services struct {
	h      host.Host
	checks *checker
}

// New returns what opens the services.
func New(h host.Host) *Services { return &Services{h: h, checks: &checker{h: h, Checks: Checkups{}}} }

func (bs *Services) open() tea.Cmd {
	return bs.h.Push(&Screen{h: bs.h, checks: bs.checks, height: 1})
}

// nothing returns why there are no services to show.
func (bs *Services) nothing() string {
	if bs.h.Env().Backends == nil {
		return "The desk was opened without proctoring services to check."
	}
	return ""
}

func (b *Screen) noBackend() string {
	if _, ok := b.Chosen(); !ok {
		return "There is no service here."
	}
	return ""
}

// noCheck keeps a live check from being begun again by one key: it would be
// registered twice.
func (b *Screen) noCheck() string {
	s, ok := b.Chosen()
	if !ok {
		return "There is no service here."
	}
	if c := b.checks.Checks.Of(s.Name); c.Phase == view.Checking && c.Live {
		return "A live check is under way; esc stops it."
	}
	return ""
}

func noLive(b *Screen) string {
	if why := b.noCheck(); why != "" {
		return why
	}
	switch s, _ := b.Chosen(); {
	case !s.Live:
		return "This service has no live check."
	case b.h.Env().ReadOnly:
		return "The desk is open for reading only, and a live check leaves something at the service."
	}
	return ""
}

func noReport(b *Screen) string {
	s, ok := b.Chosen()
	none := ask.NoClipboard(b.h)
	switch {
	case none != "":
		return none + "; examdesk backend verify prints the report."
	case !ok:
		return "There is no service here."
	case b.checks.Checks.Of(s.Name).Phase == view.NotChecked:
		return "It has not been checked yet; v checks it."
	case b.checks.Checks.Of(s.Name).Phase == view.Checking:
		return "It is being checked; the report is not complete yet."
	}
	return ""
}

// check begins a check, whose report is shown from its beginning.
func (b *Screen) check(service string, live bool) tea.Cmd {
	b.page.Top = 0
	return b.checks.check(service, live)
}

func (b *Screen) checkChosen() tea.Cmd {
	s, ok := b.Chosen()
	if !ok {
		return nil
	}
	return b.check(s.Name, false)
}

// checkAll checks all services in sight that are not being checked already.
func (b *Screen) checkAll() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range b.shown {
		if b.checks.Checks.Of(s.Name).Phase != view.Checking {
			cmds = append(cmds, b.check(s.Name, false))
		}
	}
	return tea.Batch(cmds...)
}

// askLive describes what a live check leaves behind before it is made.
func (b *Screen) askLive() tea.Cmd {
	s, ok := b.Chosen()
	if !ok {
		return nil
	}
	name := model.Clean(s.Name)
	at := name
	if address := s.Address.String(); address != "" {
		at += " at " + address
	}
	return b.h.Push(ask.NewQuestion(b.h,
		view.Question{
			Title: "Check " + name + " live?",
			Facts: []view.Fact{
				{Label: "The service", Text: at, Role: theme.Text},
				{Label: "This sends", Text: "a registration of an attempt that nobody takes, marked as not to be reviewed", Role: theme.Text},
				{Label: "It leaves", Text: "that registration at the service: it cannot be taken back from here, and the service may count it", Role: theme.Warn},
				{Label: "It shows", Text: "whether the service accepts the key and the secret", Role: theme.Text},
				{Label: "It will not", Text: "touch learners, attempts or exams here", Role: theme.Dim},
			},
		},
		func() tea.Cmd { return b.checkLive(s.Name) }))
}

// checkLive checks a service live, if it is still the one that was asked about.
func (b *Screen) checkLive(name string) tea.Cmd {
	if s, ok := b.Chosen(); !ok || s.Name != name || noLive(b) != "" {
		return b.h.Say(host.Info, "The services have changed in the meantime; nothing was sent.")
	}
	return b.check(name, true)
}

func stopWord(b *Screen) string {
	if len(b.checks.Checks.running()) > 0 {
		return "stop"
	}
	return "back"
}

// stopOrBack stops what is being checked, or goes back if nothing is.
func (b *Screen) stopOrBack() tea.Cmd {
	names, live := b.haltChecks()
	said := "The check was stopped."
	switch {
	case len(names) == 0:
		return b.back()
	case live:
		said = "The check was stopped. A registration may still have reached the service."
	case len(names) > 1:
		said = view.Number(len(names)) + " checks were stopped."
	case len(b.checks.Checks.running()) > 0:
		said = "The check was stopped; others are still running."
	}
	return b.h.Say(host.Info, said)
}

func (b *Screen) back() tea.Cmd {
	if cmd, within := b.Back(); within {
		return cmd
	}
	return b.h.Pop(b)
}

func (b *Screen) copyReport() tea.Cmd {
	info, ok := b.Chosen()
	if !ok {
		return nil
	}
	s := b.service(info)
	return ask.Copy(b.h, ask.Clip{What: "The report", Text: view.ReportText(&s, b.h.Env().Zone), ByHand: "examdesk backend verify " + model.Clean(info.Name)})
}

// Part returns the key that opens the services, and those that work there.
func (bs *Services) Part() host.Part {
	list, here, none := host.In("backends"), host.In("backends", "backend"), host.Of((*Screen).noBackend)
	return host.Part{Places: []*host.Place{inBackends, inBackend}, Bindings: []host.Binding{
		{Keys: []string{"B"}, Short: "backends", Help: "the proctoring services, and whether their credentials work", Group: host.GroupShow, Where: host.With(host.Opens, "attempt", "backends", "backend"), Foot: 90, Why: host.Say(bs.nothing), Run: host.Run(bs.open)},
		{Keys: []string{"enter"}, Short: "report", Help: "the whole report of the last check", Group: groupBackend, Where: list, Foot: 10, Why: none, Run: host.On((*Screen).openWhole)},
		{Keys: []string{"v"}, Short: "check", Help: "check the service without changing anything there", Group: groupBackend, Where: here, Foot: 20, Why: host.Of((*Screen).noCheck), Run: host.On((*Screen).checkChosen)},
		{Keys: []string{"V"}, Short: "check all", Help: "check all listed services", Group: groupBackend, Where: list, Foot: 30, Why: none, Run: host.On((*Screen).checkAll)},
		{Keys: []string{"x"}, Short: "check live", Help: "check by registering something at the service; asks first", Group: groupBackend, Where: here, Foot: 35, Why: host.Of(noLive), Run: host.On((*Screen).askLive)},
		{Keys: []string{"y"}, Short: "copy report", Help: "copy the report as text for a ticket; it holds no secret", Group: groupBackend, Where: here, Foot: 50, Why: host.Of(noReport), Run: host.On((*Screen).copyReport)},
		{Keys: []string{"esc"}, Short: "back", Help: "stop the check, or clear the search, or go back", Group: host.GroupShow, Where: here, Foot: 45, Word: host.Of(stopWord), Run: host.On((*Screen).stopOrBack)},
		{Keys: []string{"q", "backspace"}, Help: "back; leaving the services stops a running check", Group: host.GroupShow, Where: here, Run: host.On((*Screen).back)},
	}}
}
