package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// GrantState is how far the dialog of allowances is.
type GrantState struct {
	// Name is the one learner and exam; Of is how many attempts are meant.
	Name  string
	Of    int
	Text  string
	Caret int
	// Plan is what the text does, nil until it is known.
	Plan     *model.AllowancePlan
	Planning bool
	Problem  string
	Keys     []KeyHint
	// Rows are all that are meant, where they are named one by one, and Unseen
	// which of them are not on the screen. Top is how far they are scrolled.
	Rows   []model.AttemptRow
	Unseen []bool
	Top    int
}

// planShown is how many lines of a plan are shown.
const planShown = 6

// Grant draws the dialog that gives allowances.
func Grant(s GrantState, f Frame) []string {
	title := "Allowances for " + s.Name
	if s.Name == "" {
		title = "Allowances for the learners of " + count(s.Of, "attempt")
	}
	q := Question{Title: title, Keys: s.Keys}
	fact := func(role theme.Role, label, text string) { q.Facts = append(q.Facts, Fact{label, text, role}) }
	fact(theme.Strong, "Give", s.Text+"_")
	switch {
	case s.Problem != "":
		fact(theme.Bad, "Cannot", s.Problem)
	case s.Planning:
		fact(theme.Dim, "This will", "working out what it does"+f.Theme.Glyphs().More)
	case s.Plan == nil:
		q.Remark = "30 gives 30 more minutes, x1.5 multiplies the exam's limit, - removes everything; any other text is an exception for the reviewer."
	default:
		grantPlan(*s.Plan, fact)
	}
	return q.Draw(f)
}

// GrantMany words the dialog for all marked attempts: each learner and exam is
// named, with what the text does once that is known.
func GrantMany(s GrantState, f Frame) Many {
	m := Many{Title: "Allowances for the learners of " + count(s.Of, "marked attempt"), Top: s.Top, Keys: s.Keys}
	unseen, hidden := 0, map[[2]int64]bool{}
	for i, row := range s.Rows {
		if s.Unseen[i] {
			unseen++
			hidden[[2]int64{row.Learner.ID, row.Exam.ID}] = true
		}
		if s.Plan == nil {
			m.Items = append(m.Items, ManyItem{Row: row, Role: theme.Dim, What: StatusWord(row.Attempt.Status), Unseen: s.Unseen[i]})
		}
	}
	m.Lead = unseenLead(unseen, len(s.Rows))
	fact := func(role theme.Role, label, text string) { m.Facts = append(m.Facts, Fact{label, text, role}) }
	remark := "30 gives 30 more minutes, x1.5 multiplies the exam's limit, - removes everything; any other text is an exception for the reviewer."
	switch {
	case s.Problem != "":
		fact(theme.Bad, "Cannot", s.Problem)
	case s.Planning:
		fact(theme.Dim, "This will", "working out what it does"+f.Theme.Glyphs().More)
	case s.Plan == nil:
		fact(theme.Dim, "", remark)
	default:
		for _, l := range s.Plan.Lines {
			it := ManyItem{Row: model.AttemptRow{Learner: l.Learner, Exam: l.Exam}, What: planText(l), Unseen: hidden[[2]int64{l.Learner.ID, l.Exam.ID}], Role: theme.Text}
			if l.Verdict == model.AllowanceRefused {
				it.Sign, it.Role, it.What = f.Theme.Glyphs().Broken, theme.Bad, "left out: "+it.What
			}
			m.Items = append(m.Items, it)
		}
		planTotals(*s.Plan, fact)
	}
	m.Remark = &Fact{"Give", s.Text + "_", theme.Strong}
	return m
}

func grantPlan(p model.AllowancePlan, fact func(theme.Role, string, string)) {
	for i, l := range p.Lines {
		if i == planShown {
			fact(theme.Dim, "", "and "+count(len(p.Lines)-i, "more pair"))
			break
		}
		role := theme.Text
		if l.Verdict == model.AllowanceRefused {
			role = theme.Bad
		}
		fact(role, learnerName(l.Learner), planLine(l))
	}
	planTotals(p, fact)
}

// planTotals states how many lines of a plan do something.
func planTotals(p model.AllowancePlan, fact func(theme.Role, string, string)) {
	c := p.Counts()
	if len(p.Lines) > 1 {
		fact(theme.Text, "Together", Number(c.Writes())+" to write, "+Number(c.Same)+" the same already, "+Number(c.Refused)+" refused")
	}
	if c.NoEffect > 0 {
		fact(theme.Warn, "No effect", count(c.NoEffect, "learner")+" has already begun: it counts from the next start")
	}
}

func planLine(l model.AllowanceLine) string { return l.Exam.Name.String() + ": " + planText(l) }

// planText returns what a line of a plan does, without whom it is about.
func planText(l model.AllowanceLine) string {
	text := ""
	switch {
	case l.Problem != nil:
		return model.Sentence(l.Problem)
	case l.Removal():
		text += "removed"
	default:
		text += model.AllowanceSentence(l.Key, l.Will)
	}
	if l.Minutes > 0 && !l.Removal() {
		text += ", " + strconv.Itoa(l.Minutes) + " in all"
	}
	switch {
	case l.Verdict == model.AllowanceSame:
		text += " (already the same)"
	case l.Now.ID != 0:
		text += " (now " + model.AllowanceSentence(l.Key, l.Now.Value) + ")"
	}
	if l.NoEffect != "" {
		text += "; " + l.NoEffect
	}
	return text
}
