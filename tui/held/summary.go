package held

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Summary says in a line what is under way: what failed or waits for a word
// first, else the decision taken last and how long it can be undone.
func (s *Holds) Summary(now time.Time) (theme.Role, string) {
	if h := s.Newest(Failed); h != nil {
		return theme.Bad, kit.Name(h.Row) + ": " + h.Problem
	}
	if h := s.Newest(Waiting); h != nil && h.Batch != 0 {
		return theme.Warn, counted(s.together(h.Batch)) + " together · sent in " + kit.Seconds(h.Held.SendAt.Sub(now)) + " · u undoes all of them"
	} else if h != nil {
		return theme.Warn, s.more(Waiting) + outcomeOf(h) + " · sent in " + kit.Seconds(h.Held.SendAt.Sub(now)) + " · u undoes it"
	}
	if h := s.Newest(Taking, Sending, Withdrawing); h != nil {
		doing := map[State]string{Taking: "recording it", Sending: "sending it", Withdrawing: "withdrawing it"}
		return theme.Info, outcomeOf(h) + " · " + doing[h.State]
	}
	return theme.Warn, counted(len(s.In(Found))) + " of an earlier session to settle · e asks about it"
}

// together counts what is held of a batch.
func (s *Holds) together(batch int) int {
	n := 0
	for _, h := range s.In(Waiting) {
		if h.Batch == batch {
			n++
		}
	}
	return n
}

// more counts the others that are held besides the newest.
func (s *Holds) more(state State) string {
	if n := len(s.In(state)); n > 1 {
		return strconv.Itoa(n) + " held, the last: "
	}
	return ""
}

func outcomeOf(h *Hold) string {
	if h.To == "" {
		return kit.Name(h.Row)
	}
	return view.StatusWord(h.To) + ": " + kit.Name(h.Row)
}

// counted returns a number of decisions in words: "2 decisions".
func counted(n int) string { return model.Counted(n, "decision") }
