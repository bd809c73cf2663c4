package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// exceptions draws what the learner was granted and what the exam asks.
func (p *page) exceptions(d model.AttemptDetail) {
	if len(d.Allowances) == 0 && d.Policy == nil {
		return
	}
	p.title("Allowances and policy", "")
	for _, a := range d.Allowances {
		p.labelled("allowance", theme.Text, allowance(a)+model.AllowanceNote(a, d.Attempt))
	}
	if d.Policy == nil {
		return
	}
	p.labelled("policy", theme.Text, d.Policy.Text.String())
	if by := d.Policy.SetBy.String(); by != "" {
		p.labelled("", theme.Dim, "set by "+by+", "+p.f.When(d.Policy.Modified))
	}
}

// others draws the learner's other attempts in the course.
func (p *page) others(d model.AttemptDetail) {
	if len(d.Others) == 0 {
		return
	}
	p.title("Other attempts in the course", Number(len(d.Others)))
	for _, o := range d.Others {
		l := newLine(p.in).right(theme.Dim, p.f.age(o.Attempt.Modified), ageWidth).gap(2)
		l.status(o.Attempt.Status, statusWidth).gap(2)
		l.put(theme.Text, o.Exam.Name.String()).put(theme.Dim, "  attempt "+strconv.FormatInt(o.Attempt.ID, 10))
		if o.Review != nil {
			l.gap(2).spans(reviewSpan(o.Review.Status, p.g))
		}
		p.add(l.end())
	}
}

// history draws every change of status with its full time.
func (p *page) history(d model.AttemptDetail) {
	if len(d.History) == 0 {
		return
	}
	p.title("History", count(len(d.History), "change"))
	times, width := make([]string, len(d.History)), 0
	for i, h := range d.History {
		times[i] = p.f.WhenSeconds(h.At)
		width = max(width, theme.Width(times[i]))
	}
	before := model.AttemptStatus("")
	for i, h := range d.History {
		l := newLine(p.in).cell(theme.Dim, times[i], width).gap(2)
		_, role := statusFace(h.Status, p.g)
		word := h.Status.String()
		switch {
		case h.Type == string(model.SaveDelete):
			role, word = theme.Bad, "deleted as "+word
		case h.Status == before:
			role, word = theme.Dim, word+", saved again"
		}
		before = h.Status
		l.cell(role, word, 38).gap(2)
		l.put(theme.Dim, by(h))
		p.add(l.end())
		if h.Reason.String() != "" {
			p.labelled("reason", theme.Text, h.Reason.String())
		}
	}
}

func by(h model.HistoryEntry) string {
	name := h.Who.String()
	switch {
	case name == "":
		return ""
	case h.WhoInferred:
		return name + " (inferred)"
	}
	return name
}
