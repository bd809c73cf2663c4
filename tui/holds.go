package tui

import (
	"slices"

	"examdesk/model"
	"examdesk/tui/view"
)

func (s *holds) byToken(token int) *hold {
	for _, h := range s.items {
		if h.token == token {
			return h
		}
	}
	return nil
}

// of is the unsettled decision on an attempt. There is one at most.
func (s *holds) of(attempt int64) *hold {
	for _, h := range s.items {
		if h.held.Request.AttemptID == attempt {
			return h
		}
	}
	return nil
}

// newest is the decision taken last among those in one of the states.
func (s *holds) newest(states ...holdState) *hold {
	for i := len(s.items) - 1; i >= 0; i-- {
		if slices.Contains(states, s.items[i].state) {
			return s.items[i]
		}
	}
	return nil
}

// in lists the decisions in one of the states, oldest first.
func (s *holds) in(states ...holdState) []*hold {
	var out []*hold
	for _, h := range s.items {
		if slices.Contains(states, h.state) {
			out = append(out, h)
		}
	}
	return out
}

// writes counts the answers that must not be abandoned.
func (s *holds) writes() int {
	n := 0
	for _, h := range s.items {
		if h.writing() {
			n++
		}
	}
	return n
}

func (s *holds) drop(gone *hold) {
	s.items = slices.DeleteFunc(s.items, func(h *hold) bool { return h == gone })
}

// leave takes in what an earlier process left in the journal.
func (s *holds) leave(held model.Held, row model.AttemptRow) *hold {
	s.tokens++
	h := &hold{token: s.tokens, held: held, row: row, state: holdFound, problem: held.Problem}
	s.items = append(s.items, h)
	return h
}

// mark is how a row shows what is under way with it.
func (s *holds) mark(attempt int64) (view.RowMark, model.AttemptStatus) {
	h := s.of(attempt)
	if h == nil {
		return view.RowPlain, ""
	}
	switch h.state {
	case holdTaking, holdWaiting, holdWithdrawing, holdFound:
		return view.RowHeld, h.to
	case holdSending:
		return view.RowSending, h.to
	case holdFailed:
		return view.RowFailed, h.to
	}
	return view.RowPlain, ""
}
