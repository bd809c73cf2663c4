package view

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// BulkState is a decision about several attempts before it is taken.
type BulkState struct {
	Chosen   model.ReviewStatus
	Reviewer model.Reviewer
	// Verdicts are all that are meant, in the order in which they are named.
	Verdicts []Verdict
	// Asking reports whether what would happen is not known yet.
	Asking bool
	Of     int
	Top    int
	Reason DecisionState
	Keys   []KeyHint
}

// Verdict is what would become of one attempt; without a preview it is left
// out, and Why says why.
type Verdict struct {
	Row     model.AttemptRow
	Preview *model.Preview
	Why     string
	Unseen  bool
}

// Bulk words the dialog before several attempts are decided.
func Bulk(s BulkState) Many {
	reason := s.Reason
	m := Many{Top: s.Top, Reason: &reason, Keys: s.Keys, Right: "you are " + reviewerName(s.Reviewer)}
	ready, unseen := 0, 0
	to := map[model.AttemptStatus]bool{}
	var effects [][]model.Effect
	var note string
	for _, v := range s.Verdicts {
		it := ManyItem{Row: v.Row, Unseen: v.Unseen, Role: theme.Dim}
		if v.Unseen {
			unseen++
		}
		switch {
		case v.Preview != nil:
			ready++
			to[v.Preview.To] = true
			effects = append(effects, v.Preview.Effects)
			note = storeNote(*v.Preview)
			it.Role, it.What = theme.Text, becomes(v.Preview.From, v.Preview.To)
			if len(v.Preview.Warnings) > 0 {
				it.Role, it.What = theme.Warn, it.What+". "+strings.Join(v.Preview.Warnings, " ")
			}
		case v.Why != "":
			it.Sign, it.Role, it.What = "!", theme.Bad, "left out: "+v.Why
		default:
			it.What = StatusWord(v.Row.Attempt.Status)
		}
		m.Items = append(m.Items, it)
	}
	m.Title = bulkTitle(s, ready, to)
	m.Lead = unseenLead(unseen, len(s.Verdicts))
	if left := len(s.Verdicts) - ready; left > 0 && !s.Asking {
		m.Lead = append(m.Lead, Fact{"Left out", Number(left) + " of " + Number(len(s.Verdicts)) + "; each says why", theme.Bad})
	}
	if s.Asking {
		m.Facts = []Fact{{"This will", "working out what it does", theme.Dim}}
		return m
	}
	m.Facts = effectTotals(effects)
	if note != "" && ready > 0 {
		m.Facts = append(m.Facts, Fact{"This store", note, theme.Info})
	}
	return m
}

func bulkTitle(s BulkState, ready int, to map[model.AttemptStatus]bool) string {
	n := ready
	if s.Asking {
		n = s.Of
	}
	which := count(n, "marked attempt")
	if !s.Asking && ready < s.Of {
		which = Number(ready) + " of " + count(s.Of, "marked attempt")
	}
	as := " as " + s.Chosen.String() + "?"
	switch {
	case len(to) == 1 && to[model.Verified]:
		return "Verify " + which + as
	case len(to) == 1 && to[model.Rejected]:
		return "Reject " + which + as
	}
	return "Decide " + which + as
}

func becomes(from, to model.AttemptStatus) string {
	if from == to {
		return "stays " + StatusWord(from)
	}
	return StatusWord(from) + " to " + StatusWord(to)
}

// unseenLead states how many of the attempts are not on the screen.
func unseenLead(unseen, of int) []Fact {
	switch {
	case unseen == 0:
		return nil
	case unseen == of && of == 1:
		return []Fact{{"Out of sight", "the attempt is not on the screen", theme.Warn}}
	}
	return []Fact{{"Out of sight", Number(unseen) + " of " + Number(of) + " are not on the screen; they come first", theme.Warn}}
}

// effectTotals describes what follows from several changes, and how often each.
func effectTotals(all [][]model.Effect) []Fact {
	var out []Fact
	for _, c := range []struct {
		certainty model.Certainty
		label     string
		role      theme.Role
	}{{model.Will, "This will", theme.Text}, {model.Unknown, "Depends", theme.Info}} {
		times, order := map[string]int{}, []string{}
		for _, effects := range all {
			for _, e := range shown(effects, c.certainty) {
				text := sentence(e)
				if times[text]++; times[text] == 1 {
					order = append(order, text)
				}
			}
		}
		label := c.label
		for _, text := range order {
			if len(all) > 1 {
				text += " (" + count(times[text], "time") + ")"
			}
			out = append(out, Fact{label, text, c.role})
			label = ""
		}
	}
	return out
}
