package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// ManyItem is one attempt of several that something is done to, or was.
type ManyItem struct {
	Row model.AttemptRow
	// Sign stands before the line, What after it: what becomes of the attempt,
	// or why nothing does.
	Sign, What string
	Role       theme.Role
	// Unseen reports whether the attempt is not on the screen.
	Unseen bool
}

// Many asks about several attempts at once, or says what became of them. Title,
// lead and keys always stay; the items and what follows from them scroll.
type Many struct {
	Title string
	// Right stands at the right end of the title.
	Right string
	// Lead stands above the items, Facts below them.
	Lead, Facts []Fact
	Items       []ManyItem
	// Top is how many lines are scrolled away.
	Top int
	// Reason is drawn above the keys where there is one to type.
	Reason *DecisionState
	// Remark is said above the keys.
	Remark *Fact
	Keys   []KeyHint
}

// Draw draws at most the frame's height. It returns how many lines the items
// and facts take, and how many of them are in sight.
func (m Many) Draw(f Frame) (lines []string, all, inSight int) {
	d := newDialog(f)
	head, foot, body := m.head(d), m.foot(d), m.body(d)
	room := max(0, f.Height-len(head)-len(foot))
	lines = append(append(head, scrolled(body, m.Top, room, f)...), foot...)
	if len(lines) > f.Height {
		// Too low for a dialog: the question and the keys are what is left.
		keep := max(0, f.Height-1)
		lines = append(lines[:min(keep, len(head))], lines[len(lines)-1])
		lines = lines[:min(len(lines), max(0, f.Height))]
	}
	return lines, len(body), min(len(body), room)
}

func (m Many) head(d dialog) []string {
	title := newLine(d.f).gap(2).put(theme.Strong, m.Title)
	if m.Right != "" {
		title.tail(span{theme.Dim, m.Right + "  "})
	}
	lines := []string{title.end()}
	for _, fact := range m.Lead {
		lines = append(lines, d.wrapped(fact.Label, fact.Role, d.g.Warn, fact.Text)...)
	}
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	return lines
}

func (m Many) foot(d dialog) []string {
	var lines []string
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	if m.Reason != nil {
		lines = append(lines, d.reason(*m.Reason)...)
	}
	if m.Remark != nil {
		lines = append(lines, d.wrapped(m.Remark.Label, m.Remark.Role, " ", m.Remark.Text)...)
	}
	return append(lines, Footer(m.Keys, d.f))
}

// body returns a line or more for each item, then the facts.
func (m Many) body(d dialog) []string {
	lines := make([]string, 0, len(m.Items)+len(m.Facts)+1)
	for _, it := range m.Items {
		lines = append(lines, m.item(d, it)...)
	}
	if len(m.Facts) > 0 && len(m.Items) > 0 && !d.low() {
		lines = append(lines, blank(d.f))
	}
	for _, fact := range m.Facts {
		lines = append(lines, d.wrapped(fact.Label, fact.Role, " ", fact.Text)...)
	}
	return lines
}

// item draws one attempt: who, which exam and what. What does not fit beside
// the names goes on below them, since it is a reason that must be read.
func (m Many) item(d dialog, it ManyItem) []string {
	who, exam := nameWidths(d.f.Width)
	what := it.What
	if it.Unseen {
		what = "out of sight; " + what
	}
	sign := it.Sign
	if sign == "" {
		sign = " "
	}
	first := newLine(d.f).gap(2).cell(it.Role, sign, 1).gap(1).cell(theme.Text, learnerName(it.Row.Learner), who)
	first.gap(1).cell(theme.Text, itemExam(it.Row), exam).gap(1)
	room := first.room() - 1
	if parts := theme.Wrap(safe(what), max(1, room)); len(parts) == 1 {
		return []string{first.put(it.Role, parts[0]).end()}
	}
	if room >= 24 {
		parts := theme.Wrap(safe(what), room)
		lines := []string{first.put(it.Role, parts[0]).end()}
		for _, part := range parts[1:] {
			lines = append(lines, newLine(d.f).gap(6+who+exam).put(it.Role, part).end())
		}
		return lines
	}
	lines := []string{first.end()}
	for _, part := range theme.Wrap(safe(what), max(1, d.f.Width-8)) {
		lines = append(lines, newLine(d.f).gap(6).put(it.Role, part).end())
	}
	return lines
}

// itemExam returns the exam with its course, since several are named together.
func itemExam(r model.AttemptRow) string {
	if r.Learner.ID == 0 && r.Exam.ID == 0 {
		return "attempt " + strconv.FormatInt(r.Attempt.ID, 10)
	}
	return examName(r.Exam)
}

func nameWidths(width int) (who, exam int) {
	who = max(8, min(26, width*24/100))
	return who, max(8, min(34, width*28/100))
}
