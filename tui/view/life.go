package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// step is one station of an attempt's life.
type step struct {
	status model.AttemptStatus
	at     time.Time
}

// steps returns the changes of status in order, from the history or, where a store
// has none, from the attempt's own times.
func steps(d model.AttemptDetail) []step {
	var out []step
	for _, h := range d.History {
		if len(out) == 0 || out[len(out)-1].status != h.Status {
			out = append(out, step{h.Status, h.At})
		}
	}
	if len(out) > 0 {
		return out
	}
	a := d.Attempt
	if !a.Created.IsZero() {
		out = append(out, step{model.Created, a.Created})
	}
	if a.StartedAt != nil {
		out = append(out, step{model.Started, *a.StartedAt})
	}
	if a.CompletedAt != nil {
		out = append(out, step{model.Submitted, *a.CompletedAt})
	}
	if len(out) == 0 || out[len(out)-1].status != a.Status {
		out = append(out, step{a.Status, a.Modified})
	}
	return out
}

// life draws the stations with their times on a line, or on several. A day is
// named where it begins, so that the times can be short.
func (p *page) life(d model.AttemptDetail) {
	l := newLine(p.in)
	date := ""
	for i, s := range steps(d) {
		var spans []span
		if i > 0 {
			spans = append(spans, span{theme.Rule, " " + p.g.Dash + " "})
		}
		if on := p.date(s.at); on != date && on != "" {
			date = on
			spans = append(spans, span{theme.Dim, on + " "})
		}
		_, role := statusFace(s.status, p.g)
		spans = append(spans, span{role, StatusWord(s.status)}, span{theme.Dim, p.clock(s.at)})
		if l.used > 0 && spansWidth(spans) > l.room() {
			p.add(l.end())
			l = newLine(p.in).gap(2)
		}
		l.spans(spans...)
	}
	p.add(l.end())
	p.add(blank(p.in))
}

func (p *page) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone(p.f.Zone)).Format("Mon 2 Jan")
}

func (p *page) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " " + t.In(zone(p.f.Zone)).Format("15:04")
}
