package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

const groupBackend = "Backend"

func backendKeys() []binding {
	const here = inBackends | inBackend
	return []binding{
		{keys: []string{"B"}, short: "backends", help: "the proctoring services, and whether their credentials work", group: groupShow, where: inList | inExams | inExam | inOnboarding, foot: 90, why: (*root).noBackends, run: (*root).openBackends},
		{keys: []string{"enter"}, short: "report", help: "the whole report of the last check", group: groupBackend, where: inBackends, foot: 10, why: (*root).noBackend, run: (*root).openBackend},
		{keys: []string{"v"}, short: "check", help: "check the service; nothing is changed there", group: groupBackend, where: here, foot: 20, why: (*root).noCheck, run: (*root).checkChosen},
		{keys: []string{"V"}, short: "check all", help: "check all services that are listed", group: groupBackend, where: inBackends, foot: 30, why: (*root).noBackend, run: (*root).checkAll},
		{keys: []string{"x"}, short: "check live", help: "check by registering something at the service; asks first", group: groupBackend, where: here, foot: 35, why: (*root).noLive, run: (*root).askLive},
		{keys: []string{"y"}, short: "copy report", help: "copy the report as text for a ticket; it holds no secret", group: groupBackend, where: here, foot: 50, why: (*root).noReport, run: (*root).copyReport},
		{keys: []string{"esc"}, short: "back", help: "stop what is being checked; else take the narrowing away, then back", group: groupShow, where: here, foot: 45, word: (*root).stopWord, run: (*root).stopOrBack},
		{keys: []string{"q", "backspace"}, help: "back; leaving the services stops what is being checked", group: groupShow, where: here, run: (*root).backFromBoard},
	}
}

// noBackends is the reason why there is nothing to look at.
func (m *root) noBackends() string {
	if m.Backends == nil {
		return "The desk was opened without proctoring services to check."
	}
	return ""
}

// backend is the service that the keys are about.
func (m *root) backend() (*backends, model.BackendInfo, bool) {
	b, ok := m.board.(*backends)
	if !ok {
		return nil, model.BackendInfo{}, false
	}
	s, ok := b.chosen()
	return b, s, ok
}

func (m *root) noBackend() string {
	if _, _, ok := m.backend(); !ok {
		return "There is no service here."
	}
	return ""
}

// noCheck keeps a live check from being begun anew by one key: it would be
// registered twice.
func (m *root) noCheck() string {
	b, s, ok := m.backend()
	if !ok {
		return "There is no service here."
	}
	if c := b.checks.of(s.Name); c.Phase == view.Checking && c.Live {
		return "A live check is under way; esc stops it."
	}
	return ""
}

func (m *root) noLive() string {
	if why := m.noCheck(); why != "" {
		return why
	}
	switch _, s, _ := m.backend(); {
	case !s.Live:
		return "There is no live check of this service."
	case m.ReadOnly:
		return "The desk is open for reading only, and a live check leaves something at the service."
	}
	return ""
}

func (m *root) noReport() string {
	b, s, ok := m.backend()
	switch {
	case m.noClipboard() != "":
		return m.noClipboard() + "; examdesk backend verify prints the report."
	case !ok:
		return "There is no service here."
	case b.checks.of(s.Name).Phase == view.NotChecked:
		return "It has not been checked yet; v checks it."
	case b.checks.of(s.Name).Phase == view.Checking:
		return "It is being checked; the report is not complete yet."
	}
	return ""
}

func (m *root) checkChosen() tea.Cmd {
	_, s, ok := m.backend()
	if !ok {
		return nil
	}
	return m.check(s.Name, false)
}

// checkAll checks all services in sight that are not being checked already.
func (m *root) checkAll() tea.Cmd {
	b, _, ok := m.backend()
	if !ok {
		return nil
	}
	var cmds []tea.Cmd
	for _, s := range b.shown {
		if b.checks.of(s.Name).Phase != view.Checking {
			cmds = append(cmds, m.check(s.Name, false))
		}
	}
	return tea.Batch(cmds...)
}

// askLive says what a live check leaves behind before it is made.
func (m *root) askLive() tea.Cmd {
	_, s, ok := m.backend()
	if !ok {
		return nil
	}
	name := model.Clean(s.Name)
	at := name
	if address := s.Address.String(); address != "" {
		at += " at " + address
	}
	return m.show(&asking{
		question: view.Question{
			Title: "Check " + name + " live?",
			Facts: []view.Fact{
				{Label: "The service", Text: at, Role: theme.Text},
				{Label: "This sends", Text: "a registration of an attempt that nobody takes, marked as not to be reviewed", Role: theme.Text},
				{Label: "It leaves", Text: "that registration at the service: it cannot be taken back from here, and the service may count it", Role: theme.Warn},
				{Label: "It tells", Text: "whether the service accepts the key and the secret", Role: theme.Text},
				{Label: "It will not", Text: "touch learners, attempts or exams here", Role: theme.Dim},
			},
		},
		yes: func(m *root) tea.Cmd { return m.checkLive(s.Name) },
	})
}

// checkLive checks a service live, if it is still the one that was asked about.
func (m *root) checkLive(name string) tea.Cmd {
	if _, s, ok := m.backend(); !ok || s.Name != name || m.noLive() != "" {
		return m.say(noteInfo, "The services have changed meanwhile; nothing was sent.")
	}
	return m.check(name, true)
}

func (m *root) stopWord() string {
	if b, ok := m.board.(*backends); ok && len(b.checks.running()) > 0 {
		return "stop"
	}
	return "back"
}

// stopOrBack stops what is being checked, or goes back if nothing is.
func (m *root) stopOrBack() tea.Cmd {
	b, ok := m.board.(*backends)
	if !ok {
		return nil
	}
	names, live := b.haltChecks()
	said := "The check is stopped."
	switch {
	case len(names) == 0:
		return m.backFromBoard()
	case live:
		said = "The check is stopped. A registration may have reached the service all the same."
	case len(names) > 1:
		said = view.Number(len(names)) + " checks are stopped."
	case len(b.checks.running()) > 0:
		said = "The check is stopped; others go on."
	}
	return m.say(noteInfo, said)
}

func (m *root) copyReport() tea.Cmd {
	b, info, ok := m.backend()
	if !ok {
		return nil
	}
	s := b.service(info)
	return m.copy(clip{what: "The report", text: view.ReportText(&s, m.Zone), byHand: "examdesk backend verify " + model.Clean(info.Name)})
}

// takeBackends gives an answer about proctoring services to who asked.
func (m *root) takeBackends(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case backendsMsg:
		if b, ok := m.board.(*backends); ok {
			m.dirty = b.answer(msg) || m.dirty
		}
	case checkMsg:
		return m.checked(msg)
	}
	return nil
}
