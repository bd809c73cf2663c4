package held

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Of returns the unsettled decision on an attempt. There is one at most.
func (s *Holds) Of(attempt int64) *Hold {
	for _, h := range s.Items {
		if h.Held.Request.AttemptID == attempt {
			return h
		}
	}
	return nil
}

// Newest returns the decision taken last among those in one of the states.
func (s *Holds) Newest(states ...State) *Hold {
	for i := len(s.Items) - 1; i >= 0; i-- {
		if slices.Contains(states, s.Items[i].State) {
			return s.Items[i]
		}
	}
	return nil
}

// In lists the decisions in one of the states, oldest first.
func (s *Holds) In(states ...State) []*Hold {
	var out []*Hold
	for _, h := range s.Items {
		if slices.Contains(states, h.State) {
			out = append(out, h)
		}
	}
	return out
}

// Writes counts the answers that must not be abandoned.
func (s *Holds) Writes() int {
	n := 0
	for _, h := range s.Items {
		if h.writing() {
			n++
		}
	}
	return n
}

// leave takes in what an earlier process left in the journal.
func (s *Holds) leave(held model.Held, row model.AttemptRow) *Hold {
	s.tokens++
	h := &Hold{Token: s.tokens, Held: held, Row: row, State: Found, Problem: held.Problem}
	s.Items = append(s.Items, h)
	return h
}

// Answered asks about the decisions that did not reach the store, now that it answers
// again: nothing is sent without a person's word.
func (s *Holds) Answered() (say tea.Cmd) {
	for _, h := range s.Items {
		if h.State == Failed && h.lost {
			h.Problem, h.lost = "The store answers again: t sends the decision, w withdraws it.", false
			say = s.h.Say(host.Info, kit.Name(h.Row)+": "+h.Problem)
		}
	}
	return say
}

// Mark returns how a row shows what is under way with it.
func (s *Holds) Mark(attempt int64) (view.RowMark, model.AttemptStatus) {
	h := s.Of(attempt)
	if h == nil {
		return view.RowPlain, ""
	}
	switch h.State {
	case Taking, Waiting, Withdrawing, Found:
		return view.RowHeld, h.To
	case Sending:
		return view.RowSending, h.To
	case Failed:
		return view.RowFailed, h.To
	}
	return view.RowPlain, ""
}

// Unsettled returns the first decision that needs a person's word, nil if none does.
func (s *Holds) Unsettled() *Hold {
	for _, h := range s.Items {
		if h.unsettled() {
			return h
		}
	}
	return nil
}

// UnderWay returns the reason why an attempt cannot be decided now, empty if it can.
func (s *Holds) UnderWay(attempt int64) string {
	h := s.Of(attempt)
	switch {
	case h == nil:
		return ""
	case h.unsettled():
		return "A decision on this attempt has not been settled; press e."
	case h.State == Failed:
		return "A decision on this attempt could not be sent: t retries it, w withdraws it."
	}
	return "A decision on this attempt is under way; u undoes it."
}
