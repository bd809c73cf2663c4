package find

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/aim"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

// Finder opens the search and the cards.
type Finder struct {
	h    host.Host
	aim  *aim.Aim
	rows Rows
}

// New returns what finds learners.
func New(h host.Host, a *aim.Aim, rows Rows) *Finder { return &Finder{h: h, aim: a, rows: rows} }

// Search opens the search.
func (f *Finder) Search() tea.Cmd {
	return f.h.Push(&Search{h: f.h, rows: f.rows, line: kit.NewEdit(kit.LineLimit, "")})
}

// card shows the card of the learner whose attempt the person looks at.
func (f *Finder) card() tea.Cmd {
	row, ok := f.aim.Row()
	if !ok || row.Learner.ID == 0 {
		return nil
	}
	return f.h.Push(&Card{h: f.h, rows: f.rows, learner: row.Learner})
}

// Part returns the keys that find learners, and those of the card.
func (f *Finder) Part() host.Part {
	card := host.In("learner")
	return host.Part{Places: []*host.Place{inSearch, inCard}, Bindings: []host.Binding{
		{Keys: []string{"L"}, Short: "learner", Help: "the learner's card: where each exam stands, and why", Group: host.GroupShow, Where: host.With(host.Rows), Foot: 64, Why: host.Say(f.aim.NoRow), Run: host.Run(f.card)},
		{Keys: []string{"ctrl+o"}, Label: "ctrl-o", Short: "card", Help: "the card of the learner under the cursor", Group: host.GroupShow, Where: host.In("search"), Foot: 20, Run: host.On((*Search).card)},
		{Keys: []string{"enter"}, Short: "attempts", Help: "show the learner's attempts in the queue", Group: host.GroupShow, Where: card, Foot: 10, Run: host.On((*Card).attempts)},
		{Keys: []string{"t"}, Short: "ticket text", Help: "copy the card as text for a ticket", Group: host.GroupShow, Where: card, Foot: 20, Why: host.Of((*Card).noTicket), Run: host.On((*Card).copyTicket)},
		{Keys: []string{"esc", "q", "backspace"}, Label: "esc", Short: "back", Help: "close the card", Group: host.GroupShow, Where: card, Foot: 70, Run: host.Close(f.h)},
	}}
}
