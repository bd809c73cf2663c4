package view

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Decision draws the dialog in at most the frame's height. The head and the
// keys always stay; the consequences between them are cut where there is no
// room, and the cut says how much is missing.
func Decision(p model.Preview, f Frame, st DecisionState) []string {
	d := newDialog(f)
	head := d.head(p, st)
	foot := d.foot(p, st)
	room := f.Height - len(head) - len(foot)
	body := d.body(p, st)
	if room < 1 {
		body, room = nil, 0
	}
	lines := append(head, scrolled(body, st.Scroll, room, f)...)
	lines = append(lines, foot...)
	if len(lines) > f.Height {
		// Too low for a dialog: the question and the keys are what is left.
		keep := max(0, f.Height-1)
		lines = append(lines[:min(keep, len(head))], lines[len(lines)-1])
		lines = lines[:min(len(lines), f.Height)]
	}
	return lines
}

// DecisionLines returns how many lines the consequences take in a frame, and how
// many of them are in sight, by which scrolling is bounded.
func DecisionLines(p model.Preview, f Frame, st DecisionState) (all, visible int) {
	d := newDialog(f)
	all = len(d.body(p, st))
	return all, max(0, min(all, f.Height-len(d.head(p, st))-len(d.foot(p, st))))
}

// scrolled cuts the body to its room and says what is out of sight.
func scrolled(body []string, top, room int, f Frame) []string {
	if len(body) <= room {
		return body
	}
	if room == 0 {
		return nil
	}
	top = max(0, min(top, len(body)-room))
	out := append([]string{}, body[top:top+room]...)
	g := f.Theme.Glyphs()
	if below := len(body) - top - room; below > 0 {
		out[room-1] = newLine(f).gap(dialogLabel+2).
			put(theme.Warn, "+"+count(below+1, "more line")+", "+g.DownArrow).end()
	}
	if top > 0 && room > 2 {
		out[0] = newLine(f).gap(dialogLabel+2).put(theme.Dim, count(top+1, "line")+" above, "+g.Up).end()
	}
	return out
}

// head returns the question, what becomes of the attempt and of the review.
func (d dialog) head(p model.Preview, st DecisionState) []string {
	l := newLine(d.f).gap(2).put(theme.Strong, verb(p, st)+" "+learnerName(p.Row.Learner)+", "+examName(p.Row.Exam)+"?")
	l.tail(span{theme.Dim, "you are " + reviewerName(p.Reviewer) + "  "})
	lines := []string{l.end()}
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	to := span{theme.Dim, d.g.More}
	if !d.waiting(p, st) {
		to = statusSpan(p.To, d.g)
	}
	arrow := span{theme.Dim, "  " + d.g.To + "  "}
	lines = append(lines, d.labelled("The attempt", statusSpan(p.From, d.g), arrow, to))
	from := span{theme.Dim, "none yet"}
	if p.NotVisible {
		from.text = "not visible"
	}
	if p.FromReview != "" {
		from = reviewSpan(p.FromReview, d.g)
	}
	return append(lines, d.labelled("The review", from, arrow, reviewSpan(st.chosen(p), d.g),
		span{theme.Dim, ", reviewed by you"}))
}

// verb returns the question's first word.
func verb(p model.Preview, st DecisionState) string {
	to := p.To
	for _, o := range p.Outcomes {
		if o.Review == st.chosen(p) {
			to = o.To
		}
	}
	switch to {
	case model.Verified:
		return "Verify"
	case model.Rejected:
		return "Reject"
	case model.Errored:
		return "Set to error:"
	default: // nothing of the kind
	}
	return "Decide"
}

func reviewerName(r model.Reviewer) string {
	if name := r.Username.String(); name != "" {
		return name
	}
	return "nobody"
}

// foot returns the reason, what went wrong, and the keys.
func (d dialog) foot(p model.Preview, st DecisionState) []string {
	var lines []string
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	if d.f.Height >= 8 {
		lines = append(lines, d.reason(st)...)
	}
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	if st.Problem != "" {
		lines = append(lines, newLine(d.f).gap(2).put(theme.Bad, d.g.Broken+" "+st.Problem).end())
	}
	return append(lines, d.keys(p, st))
}

func (d dialog) keys(p model.Preview, st DecisionState) string {
	f := d.f
	switch {
	case st.Busy:
		return newLine(f).gap(2).put(theme.Dim, "Taking the decision"+d.g.More).end()
	case st.EditingReason:
		return Footer([]KeyHint{{Key: "enter", Text: "keep the reason"}, {Key: "esc", Text: "leave it as it was"}}, f)
	case d.waiting(p, st):
		return Footer([]KeyHint{{Key: "esc", Text: "back"}}, f)
	}
	enter := KeyHint{Key: "enter", Text: confirmWord(p)}
	if st.More {
		enter.Text = "show the rest"
	}
	keys := []KeyHint{enter, {Key: "c", Text: "reason"}}
	if len(p.Outcomes) > 1 {
		keys = append(keys, KeyHint{Key: "1-" + strconv.Itoa(len(p.Outcomes)), Text: "other outcome"})
	}
	if hold := int(st.Hold.Round(time.Second) / time.Second); hold > 0 {
		keys = append(keys, KeyHint{Key: "u", Text: "undoes it for " + strconv.Itoa(hold) + " s"})
	}
	return Footer(append(keys, KeyHint{Key: "esc", Text: "back"}), f)
}

func confirmWord(p model.Preview) string {
	switch p.To {
	case model.Verified:
		return "verify"
	case model.Rejected:
		return "reject"
	default: // nothing of the kind
	}
	return "set to " + StatusWord(p.To)
}
