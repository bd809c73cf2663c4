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
		fact(theme.Dim, "This will", "asking what it does"+f.Theme.Glyphs().More)
	case s.Plan == nil:
		q.Remark = "30 gives 30 more minutes, x1.5 multiplies the exam's limit, - takes everything away; any other text is an exception for the reviewer."
	default:
		grantPlan(*s.Plan, fact)
	}
	return q.Draw(f)
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
	c := p.Counts()
	if len(p.Lines) > 1 {
		fact(theme.Text, "Together", Number(c.Writes())+" to write, "+Number(c.Same)+" the same already, "+Number(c.Refused)+" refused")
	}
	if c.NoEffect > 0 {
		fact(theme.Warn, "No effect", count(c.NoEffect, "learner")+" has begun already: it counts from the next start on")
	}
}

func planLine(l model.AllowanceLine) string {
	text := l.Exam.Name.String() + ": "
	switch {
	case l.Problem != nil:
		return text + model.Sentence(l.Problem)
	case l.Removal():
		text += "nothing any more"
	default:
		text += model.AllowanceSentence(l.Key, l.Will)
	}
	if l.Minutes > 0 && !l.Removal() {
		text += ", " + strconv.Itoa(l.Minutes) + " in all"
	}
	switch {
	case l.Verdict == model.AllowanceSame:
		text += " (the same already)"
	case l.Now.ID != 0:
		text += " (now " + model.AllowanceSentence(l.Key, l.Now.Value) + ")"
	}
	if l.NoEffect != "" {
		text += "; " + l.NoEffect
	}
	return text
}
