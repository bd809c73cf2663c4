package tui

import (
	"strconv"
	"time"

	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// summary says in a line what is under way: what failed or waits for a word
// first, else the decision taken last and how long it can be undone.
func (s *holds) summary(now time.Time) (theme.Role, string) {
	if h := s.newest(holdFailed); h != nil {
		return theme.Bad, names(h.row) + ": " + h.problem
	}
	if h := s.newest(holdWaiting); h != nil && h.batch != 0 {
		return theme.Warn, decisions(s.together(h.batch)) + " together · sent in " + seconds(h.held.SendAt.Sub(now)) + " · u undoes all of them"
	} else if h != nil {
		return theme.Warn, s.more(holdWaiting) + outcomeOf(h) + " · sent in " + seconds(h.held.SendAt.Sub(now)) + " · u undoes it"
	}
	if h := s.newest(holdTaking, holdSending, holdWithdrawing); h != nil {
		doing := map[holdState]string{holdTaking: "taking it down", holdSending: "sending it", holdWithdrawing: "taking it back"}
		return theme.Info, outcomeOf(h) + " · " + doing[h.state]
	}
	return theme.Warn, decisions(len(s.in(holdFound))) + " of an earlier session to settle · e asks about it"
}

// together counts what is held of a batch.
func (s *holds) together(batch int) int {
	n := 0
	for _, h := range s.in(holdWaiting) {
		if h.batch == batch {
			n++
		}
	}
	return n
}

// more counts the others that are held besides the newest.
func (s *holds) more(state holdState) string {
	if n := len(s.in(state)); n > 1 {
		return strconv.Itoa(n) + " held, the last: "
	}
	return ""
}

func outcomeOf(h *hold) string {
	if h.to == "" {
		return names(h.row)
	}
	return view.StatusWord(h.to) + ": " + names(h.row)
}

// seconds rounds up, so that the last second is not shown as none.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(max(0, d+time.Second-1)/time.Second)) + " s"
}
