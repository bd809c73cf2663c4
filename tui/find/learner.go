package find

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Rows is the list of attempts, as far as a learner's need it.
type Rows interface {
	// ShowLearner shows a learner's attempts in the list.
	ShowLearner(l model.Learner) tea.Cmd
}

var inCard = &host.Place{Name: "learner", Title: "Learner", Layer: host.LayerPage, Trait: host.Scrolls} //nolint:gochecknoglobals // a constant

// Card is a learner's card, over the list or the attempt.
type Card struct {
	host.Plain
	h       host.Host
	rows    Rows
	learner model.Learner
	lane    host.Lane
	card    *model.LearnerCard
	err     error
	kit.Page
}

// cardMsg is a learner's card, or why it could not be read.
type cardMsg struct {
	id   int
	card model.LearnerCard
	err  error
}

// Place implements [host.Screen].
func (*Card) Place() *host.Place { return inCard }

// Start implements [host.Screen].
func (p *Card) Start() tea.Cmd { return p.look() }

// Stop implements [host.Screen].
func (p *Card) Stop() { p.lane.Stop() }

func (p *Card) look() tea.Cmd {
	ctx, id := p.lane.Begin(p.h.Env().Ctx)
	desk, learner := p.h.Env().Desk, p.learner.ID
	p.err = nil
	return host.Ask(p.h, p, "reading the learner's card",
		func() (model.LearnerCard, error) { return desk.ReadLearner(ctx, learner) },
		func(c model.LearnerCard, err error) tea.Msg { return cardMsg{id: id, card: c, err: err} })
}

// Take implements [host.Screen].
func (p *Card) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(cardMsg)
	if !ok || !p.lane.Settle(m.id) {
		return nil
	}
	if p.err = m.err; m.err == nil {
		p.card = &m.card
	}
	return nil
}

// Draw implements [host.Screen].
func (p *Card) Draw(f view.Frame) []string {
	switch {
	case p.err != nil:
		return kit.Trouble(p.err, f)
	case p.card == nil:
		return view.Loading("the learner's card", f)
	}
	return p.Page.Draw(view.LearnerCard(*p.card, f), f)
}

// Move implements [host.Mover].
func (p *Card) Move(by int, _ bool) tea.Cmd {
	p.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (p *Card) Screenful() int { return max(1, p.h.Layout().Body-1) }

func (p *Card) attempts() tea.Cmd { return p.rows.ShowLearner(p.learner) }

// copyTicket puts the card as text into the clipboard.
func (p *Card) copyTicket() tea.Cmd {
	if p.card == nil {
		return nil
	}
	return ask.Copy(p.h, ask.Clip{What: "The text for the ticket", Text: model.Ticket(*p.card, p.h.Now(), p.h.Env().Zone, false),
		ByHand: "examdesk learner view " + p.card.Learner.Username.String() + " --ticket"})
}

func (p *Card) noTicket() string {
	switch none := ask.NoClipboard(p.h); {
	case none != "":
		return none + "; examdesk learner view --ticket prints the text."
	case p.card == nil:
		return "The card has not been read yet."
	}
	return ""
}
