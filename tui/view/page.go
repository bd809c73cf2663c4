package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// page collects the lines of the whole attempt.
type page struct {
	f, in Frame
	g     *theme.Glyphs
	lines []string
	// theirs is the learner's own time zone, nil if it is not known.
	theirs *time.Location
}

// add appends a line of the inner width, with the margins around it.
func (p *page) add(line string) {
	if p.f.Width <= 0 {
		line = ""
	}
	rest := max(0, p.f.Width-p.in.Width)
	left := min(margin, max(0, rest))
	p.lines = append(p.lines, theme.Spaces(left)+line+theme.Spaces(rest-left))
}

func (p *page) put(spans ...span) { p.add(texts(p.in, spans...)) }

// dim appends a remark over as many lines as it takes.
func (p *page) dim(indent int, text string) {
	for _, part := range theme.Wrap(safe(text), max(1, p.in.Width-indent)) {
		p.add(newLine(p.in).gap(indent).put(theme.Dim, part).end())
	}
}

// labelled appends a text with a label at its left, wrapped beside it.
func (p *page) labelled(label string, role theme.Role, text string) {
	indent := min(labelWidth, p.in.Width/3)
	for i, part := range theme.Wrap(safe(text), max(1, p.in.Width-indent)) {
		if i > 0 {
			label = ""
		}
		p.add(newLine(p.in).cell(theme.Dim, label, indent-1).gap(1).put(role, part).end())
	}
}

const labelWidth = 13

func (p *page) title(title, tail string) {
	p.add(blank(p.in))
	p.add(Titled(title, tail, p.in))
}

func orNone(t model.Text) string {
	if s := t.String(); s != "" {
		return s
	}
	return "none"
}

// DetailOptions vary how an attempt is shown as a whole.
type DetailOptions struct {
	// Unfold opens all former versions of the review, Unfolded single ones by
	// their id.
	Unfold   bool
	Unfolded map[int64]bool
}

// zones writes a time in the reader's zone, in the learner's if it is known, and
// in UTC, with its distance.
func (p *page) zones(t time.Time) string {
	text := p.f.When(t)
	for _, z := range []*time.Location{p.theirs, time.UTC} {
		if z == nil || t.In(z).Format("2006-01-02 15:04") == t.In(zone(p.f.Zone)).Format("2006-01-02 15:04") {
			continue
		}
		text += " " + p.g.Dot + " " + p.f.inZone(z).When(t)
		if z == p.theirs {
			text += " for the learner"
		}
	}
	return text + ", " + p.f.ago(t)
}
