package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// learnerPage is a learner's card, over the list or the attempt.
type learnerPage struct {
	env     *env
	learner model.Learner
	lane    lane
	card    *model.LearnerCard
	err     error
	top     int
	// lines and height are of the last drawing; scrolling needs them.
	lines, height int
}

// cardMsg is a learner's card, or why it did not come.
type cardMsg struct {
	id   int
	card model.LearnerCard
	err  error
}

func newLearnerPage(e *env, l model.Learner) *learnerPage { return &learnerPage{env: e, learner: l} }

func (*learnerPage) spot() spot { return inLearner }
func (p *learnerPage) stop()    { p.lane.stop() }

func (p *learnerPage) scroll(by int) { p.top = max(0, min(p.top+by, p.lines-p.height)) }

func (p *learnerPage) look() tea.Cmd {
	ctx, id := p.lane.begin(p.env.ctx)
	desk, learner := p.env.Desk, p.learner.ID
	p.err = nil
	return ask(p.env, "reading the learner's card",
		func() (model.LearnerCard, error) { return desk.ReadLearner(ctx, learner) },
		func(c model.LearnerCard, err error) tea.Msg { return cardMsg{id: id, card: c, err: err} })
}

func (p *learnerPage) answer(m cardMsg) bool {
	if !p.lane.settle(m.id) {
		return false
	}
	if p.err = m.err; m.err == nil {
		card := m.card
		p.card = &card
	}
	return true
}

// openLearner shows the card of the selected attempt's learner, or of the one
// that the search is at.
func (m *root) openLearner() tea.Cmd {
	learner := model.Learner{}
	if s, ok := m.over.(*search); ok {
		if learner, ok = s.chosen(); !ok {
			return nil
		}
		m.closeOver()
	} else if row, ok := m.row(); ok {
		learner = row.Learner
	}
	if learner.ID == 0 {
		return nil
	}
	p := newLearnerPage(m.env, learner)
	m.over = p
	return p.look()
}

// learnersAttempts shows the attempts of the learner whose card is open.
func (m *root) learnersAttempts() tea.Cmd {
	p, ok := m.over.(*learnerPage)
	if !ok {
		return nil
	}
	return m.pickLearner(p.learner)
}

// copyTicket puts the card as text into the clipboard.
func (m *root) copyTicket() tea.Cmd {
	p, ok := m.over.(*learnerPage)
	if !ok || p.card == nil {
		return nil
	}
	return m.copy(clip{what: "The text for the ticket", text: model.Ticket(*p.card, m.now, m.Zone, false),
		byHand: "examdesk learner view " + p.card.Learner.Username.String() + " --ticket"})
}

func (m *root) noTicket() string {
	p, ok := m.over.(*learnerPage)
	switch {
	case m.noClipboard() != "":
		return m.noClipboard() + "; examdesk learner view --ticket prints the text."
	case !ok || p.card == nil:
		return "The card has not come yet."
	}
	return ""
}

func learnerKeys() []binding {
	return []binding{
		{keys: []string{"L"}, short: "learner", help: "the learner's card: where each exam stands, and why", group: groupShow, where: inList | inAttempt, foot: 64, why: (*root).noRow, run: (*root).openLearner},
		{keys: []string{"ctrl+o"}, label: "ctrl-o", short: "card", help: "the card of the learner under the cursor", group: groupShow, where: inSearch, foot: 20, run: (*root).openLearner},
		{keys: []string{"enter"}, short: "attempts", help: "show the learner's attempts in the queue", group: groupShow, where: inLearner, foot: 10, run: (*root).learnersAttempts},
		{keys: []string{"t"}, short: "ticket text", help: "copy the card as text for a ticket", group: groupShow, where: inLearner, foot: 20, why: (*root).noTicket, run: (*root).copyTicket},
		{keys: []string{"esc", "q", "backspace"}, label: "esc", short: "back", help: "close the card", group: groupShow, where: inLearner, foot: 70, run: (*root).closeOver},
	}
}
