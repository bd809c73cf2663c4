package tui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// searchPause is how long typing must rest before the store is asked.
const searchPause = 120 * time.Millisecond

// searchLimit is how many learners are shown; who is not among them is found
// by typing more.
const searchLimit = 50

// search looks learners up while their name is typed.
type search struct {
	env   *env
	line  edit
	lane  lane
	seq   int
	found []model.Learner
	// shown is the text that the results belong to.
	shown string
	has   bool
	err   error
	picks
}

type (
	searchMsg   struct{ seq int }
	learnersMsg struct {
		id    int
		text  string
		found []model.Learner
		err   error
	}
)

func newSearch(e *env) *search { return &search{env: e, line: newEdit(filterLimit, "")} }

func (*search) spot() spot { return inSearch }

func (s *search) text() string { return strings.TrimSpace(s.line.text()) }

func (s *search) typed(k tea.KeyMsg) tea.Cmd {
	if !s.line.typed(k) {
		return nil
	}
	s.lane.stop()
	s.seq++
	if s.text() == "" {
		s.found, s.shown, s.has, s.err = nil, "", false, nil
		return nil
	}
	return s.env.later(searchPause, searchMsg{seq: s.seq})
}

// rested asks the store, if nothing was typed since.
func (s *search) rested(seq int) tea.Cmd {
	if seq != s.seq || s.text() == "" {
		return nil
	}
	return s.look()
}

func (s *search) look() tea.Cmd {
	ctx, id := s.lane.begin(s.env.ctx)
	desk, q := s.env.Desk, model.LearnerQuery{Text: s.text(), Limit: searchLimit}
	return ask(s.env, "looking learners up",
		func() ([]model.Learner, error) { return desk.FindLearners(ctx, q) },
		func(found []model.Learner, err error) tea.Msg {
			return learnersMsg{id: id, text: q.Text, found: found, err: err}
		})
}

func (s *search) answer(m learnersMsg) bool {
	if !s.lane.settle(m.id) || m.text != s.text() {
		return false
	}
	s.err = m.err
	if m.err != nil {
		return true
	}
	s.found, s.shown, s.has = m.found, m.text, true
	s.reset()
	return true
}

// chosen is the learner under the cursor, if the results belong to what is
// typed: Enter right after a letter must not pick somebody else.
func (s *search) chosen() (model.Learner, bool) {
	if !s.has || s.shown != s.text() || s.at >= len(s.found) {
		return model.Learner{}, false
	}
	return s.found[s.at], true
}

func (s *search) size() int { return len(s.found) }
func (s *search) stop()     { s.lane.stop() }
