// Package find looks learners up, and shows a learner's card.
package find

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Pause is how long typing must rest before the store is asked.
const Pause = 120 * time.Millisecond

// searchLimit is how many learners are shown; who is not among them is found
// by typing more.
const searchLimit = 50

var inSearch = &host.Place{Name: "search", Title: "Find learner", Layer: host.LayerPage, Trait: host.Types | host.Picks | host.Refreshes} //nolint:gochecknoglobals // a constant

// Search looks learners up while their name is typed.
type Search struct {
	host.Plain
	h     host.Host
	rows  Rows
	line  kit.Edit
	lane  host.Lane
	seq   int
	found []model.Learner
	// shown is the text that the results belong to.
	shown string
	has   bool
	err   error
	kit.Picks
}

type (
	restMsg     struct{ seq int }
	learnersMsg struct {
		id    int
		text  string
		found []model.Learner
		err   error
	}
)

// Place implements [host.Screen].
func (*Search) Place() *host.Place { return inSearch }

func (s *Search) text() string { return strings.TrimSpace(s.line.Text()) }

// Typed implements [host.Typist].
func (s *Search) Typed(k tea.KeyMsg) tea.Cmd {
	if !s.line.Typed(k) {
		return nil
	}
	s.lane.Stop()
	s.seq++
	if s.text() == "" {
		s.found, s.shown, s.has, s.err = nil, "", false, nil
		return nil
	}
	return host.Wait(s.h, s, Pause, restMsg{seq: s.seq})
}

// Take implements [host.Screen].
func (s *Search) Take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case learnersMsg:
		s.answer(msg)
	case restMsg:
		if msg.seq == s.seq {
			return s.Refresh()
		}
	}
	return nil
}

// Refresh asks the store, if something is typed.
func (s *Search) Refresh() tea.Cmd {
	if s.text() == "" {
		return nil
	}
	return s.look()
}

func (s *Search) look() tea.Cmd {
	ctx, id := s.lane.Begin(s.h.Env().Ctx)
	desk, q := s.h.Env().Desk, model.LearnerQuery{Text: s.text(), Limit: searchLimit}
	return host.Ask(s.h, s, "looking learners up",
		func() ([]model.Learner, error) { return desk.FindLearners(ctx, q) },
		func(found []model.Learner, err error) tea.Msg {
			return learnersMsg{id: id, text: q.Text, found: found, err: err}
		})
}

func (s *Search) answer(m learnersMsg) {
	if !s.lane.Settle(m.id) || m.text != s.text() {
		return
	}
	if s.err = m.err; m.err != nil {
		return
	}
	s.found, s.shown, s.has = m.found, m.text, true
	s.Reset()
}

// chosen returns the learner under the cursor, if the results belong to what is
// typed: Enter right after a letter must not pick someone else.
func (s *Search) chosen() (model.Learner, bool) {
	if !s.has || s.shown != s.text() || s.At >= len(s.found) {
		return model.Learner{}, false
	}
	return s.found[s.At], true
}

// Choose shows the attempts of the learner under the cursor.
func (s *Search) Choose() tea.Cmd {
	learner, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.rows.ShowLearner(learner)
}

// card opens the card of the learner under the cursor.
func (s *Search) card() tea.Cmd {
	learner, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.h.Push(&Card{h: s.h, rows: s.rows, learner: learner})
}

// Stop implements [host.Screen].
func (s *Search) Stop() { s.lane.Stop() }

// Move implements [host.Mover].
func (s *Search) Move(by int, _ bool) tea.Cmd {
	s.Step(by, len(s.found))
	return nil
}

// Screenful implements [host.Mover].
func (s *Search) Screenful() int { return max(1, s.h.Layout().Body-1) }

// Draw implements [host.Screen].
func (s *Search) Draw(f view.Frame) []string {
	c, in, to := kit.PickFrom("find", &s.line, &s.Picks, len(s.found), f)
	for _, l := range s.found[c.From:to] {
		c.List = append(c.List, view.Choice{Left: l.Username.String(), Right: l.FullName.String(), Note: l.Email.String()})
	}
	switch {
	case s.err != nil:
		c.List, c.Face = nil, kit.Trouble(s.err, in)
	case s.text() == "":
		c.Face = view.Message(" Type any part of a username, e-mail, name, attempt code or external id.", in)
	case !s.has:
		c.Face = view.Loading("learners", in)
	case len(s.found) == 0:
		c.Face = view.Message(" No learner matches that.", in)
	}
	return c.Draw(f)
}
