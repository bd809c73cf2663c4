package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// Question is something that the desk asks, with what it is about.
type Question struct {
	Title string
	// Facts are label and text, in order.
	Facts []Fact
	// Remark is said under the facts.
	Remark string
	Keys   []KeyHint
}

// Fact is a labelled text.
type Fact struct {
	Label, Text string
	Role        theme.Role
}

// Draw draws the question in at most the frame's height; the title and the
// keys always stay.
func (q Question) Draw(f Frame) []string {
	d := newDialog(f)
	lines := make([]string, 0, len(q.Facts)+6)
	lines = append(lines, newLine(f).gap(2).put(theme.Strong, q.Title).end())
	if !d.low() {
		lines = append(lines, blank(f))
	}
	for _, fact := range q.Facts {
		for i, part := range theme.Wrap(safe(fact.Text), max(1, f.Width-4-d.label)) {
			label := fact.Label
			if i > 0 {
				label = ""
			}
			lines = append(lines, d.labelled(label, span{fact.Role, part}))
		}
	}
	if q.Remark != "" {
		if !d.low() {
			lines = append(lines, blank(f))
		}
		for _, part := range theme.Wrap(safe(q.Remark), max(1, f.Width-4)) {
			lines = append(lines, newLine(f).gap(2).put(theme.Dim, part).end())
		}
	}
	if !d.low() {
		lines = append(lines, blank(f))
	}
	lines = append(lines, Footer(q.Keys, f))
	if len(lines) > f.Height {
		keep := max(0, f.Height-1)
		lines = append(lines[:min(keep, len(lines))], lines[len(lines)-1])
	}
	return lines[:min(len(lines), max(0, f.Height))]
}

// takenBy names who took a decision, as far as that is known.
func takenBy(h model.Held) string {
	if name := h.TakenBy.String(); name != "" {
		return "by " + name + ", "
	}
	return ""
}

// Found asks about a decision that an earlier session took.
func Found(h model.Held, row model.AttemptRow, f Frame, keys []KeyHint) []string {
	q := Question{Title: "An earlier session took a decision and did not complete it", Keys: keys}
	who := learnerName(row.Learner)
	if row.Learner.ID == 0 {
		who = "an attempt that cannot be read"
	}
	q.Facts = append(q.Facts,
		Fact{Label: "The attempt", Text: who + ", " + examName(row.Exam), Role: theme.Text},
		Fact{Label: "It is now", Text: StatusWord(row.Attempt.Status), Role: theme.Text},
		Fact{Label: "The review", Text: h.Request.Review.String() + ", taken " + takenBy(h) + f.WhenSeconds(h.TakenAt), Role: theme.Text})
	if h.Request.Reason != "" {
		q.Facts = append(q.Facts, Fact{Label: "Reason", Text: h.Request.Reason, Role: theme.Text})
	}
	if place := h.Place.String(); place != "" {
		q.Facts = append(q.Facts, Fact{Label: "Taken at", Text: place, Role: theme.Bad}, Fact{Label: "This store", Text: h.Here.String(), Role: theme.Text})
	}
	if h.Problem != "" {
		q.Facts = append(q.Facts, Fact{Label: "Last try", Text: h.Problem, Role: theme.Bad})
	}
	q.Remark = "It has not been sent. Nothing happens to it until you settle it."
	if h.Place.String() != "" {
		q.Remark = "It has not been sent. It was taken when the store was in another place: this may be a copy, and sending the decision applies it here."
	}
	if h.MaybeSent {
		q.Remark = "It may have reached the store. Sending it again applies it at most once; withdrawing it asks the store first."
	}
	return q.Draw(f)
}
