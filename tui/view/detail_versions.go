package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// state is a review at one time, the present one or a former version.
type state struct {
	status model.ReviewStatus
	by     *model.Learner
	raw    model.Text
}

// versionsPage is the part of a page about what stood there before.
type versionsPage struct{ *page }

// versions draws the former versions of the review, newest first, folded to a
// line or opened as what changed when it was replaced.
func (p versionsPage) versions(d model.AttemptDetail, o DetailOptions) {
	if d.Review == nil || len(d.Review.Versions) == 0 {
		return
	}
	r := d.Review
	p.title("Earlier versions of the review", Number(len(r.Versions))+", d opens and closes them")
	next := state{r.Status, r.ReviewedBy, r.RawData}
	for _, v := range r.Versions {
		old := state{v.Status, v.ReviewedBy, v.RawData}
		open := o.Unfold || o.Unfolded[v.ID]
		p.version(v, old, next, open)
		if open {
			p.diff(old, next)
		}
		next = old
	}
	p.formerComments(r.FormerComments, o.Unfold)
}

// formerComments draws what the service marked in deliveries that the present one
// took the place of: how many, or opened each.
func (p versionsPage) formerComments(list []model.Comment, open bool) {
	switch {
	case len(list) == 0:
		return
	case !open:
		p.dim(0, p.g.Folded+" "+count(len(list), "comment")+" of earlier deliveries, not counted above")
		return
	}
	p.dim(0, p.g.Unfolded+" "+count(len(list), "comment")+" of earlier deliveries, not counted above:")
	p.each(list)
}

func (p versionsPage) version(v model.ReviewVersion, old, next state, open bool) {
	glyph := p.g.Folded
	if open {
		glyph = p.g.Unfolded
	}
	l := newLine(p.in).put(theme.Dim, glyph+" ").spans(reviewSpan(v.Status, p.g))
	l.put(theme.Text, "  by "+who(old.by))
	l.put(theme.Dim, "  until "+p.f.WhenSeconds(v.Replaced))
	if !open {
		l.put(theme.Dim, "  "+summary(old, next))
	}
	p.add(l.end())
	if v.Reason.String() != "" {
		p.labelled("reason", theme.Text, v.Reason.String())
	}
}

func who(by *model.Learner) string {
	if by == nil {
		return "the proctoring service"
	}
	return personName(by)
}

// summary says in a few words what replaced a version.
func summary(old, next state) string {
	switch {
	case old.raw != next.raw:
		return "then delivered again"
	case who(old.by) != who(next.by):
		return "then decided by " + who(next.by)
	case old.status != next.status:
		return "then changed to " + reviewWord(next.status)
	}
	return "then delivered again, identical"
}

// diff draws what changed from one state to the next.
func (p versionsPage) diff(old, next state) {
	before := len(p.lines)
	if old.status != next.status {
		p.change("status", reviewWord(old.status), reviewWord(next.status))
	}
	if who(old.by) != who(next.by) {
		p.change("reviewer", who(old.by), who(next.by))
	}
	if old.raw != next.raw {
		p.rawDiff(old.raw, next.raw)
	}
	if len(p.lines) == before {
		p.dim(4, "Nothing changed: the same review was stored again.")
	}
}

// maxFieldChanges keeps a payload that changed wholly from filling the screen.
const maxFieldChanges = 40

func (p versionsPage) rawDiff(oldRaw, nextRaw model.Text) {
	old, okOld := parsePayload(oldRaw)
	next, okNext := parsePayload(nextRaw)
	if !okOld || !okNext {
		p.dim(4, "The raw data changed; one of the two cannot be read as JSON, so it is not compared.")
		return
	}
	gone, came := commentChanges(old, next)
	for _, c := range gone {
		p.moved(p.g.Gone, theme.Bad, c)
	}
	for _, c := range came {
		p.moved(p.g.Came, theme.Good, c)
	}
	changes := fieldChanges(old, next)
	for i, c := range changes {
		if i == maxFieldChanges {
			p.dim(4, "and "+count(len(changes)-i, "further field")+" of the raw data")
			break
		}
		p.fieldChange(c)
	}
}

func (p versionsPage) moved(sign string, role theme.Role, c model.Comment) {
	glyph, _ := reviewFace(c.Status, p.g)
	text := sign + " " + Position(c.Start) + " " + glyph + " " + reviewWord(c.Status) + "  " + commentText(c)
	p.add(newLine(p.in).gap(4).put(role, text).end())
}

func (p versionsPage) change(label, old, now string) {
	p.add(newLine(p.in).gap(4).cell(theme.Dim, label, 10).put(theme.Bad, old).
		put(theme.Dim, " "+p.g.To+" ").put(theme.Good, now).end())
}

func (p versionsPage) fieldChange(c fieldChange) {
	l := newLine(p.in).gap(4)
	path := model.Clean(c.path)
	switch {
	case c.now == nil:
		l.put(theme.Bad, p.g.Gone+" ").put(theme.Dim, path+" ").put(theme.Bad, clip(*c.old))
	case c.old == nil:
		l.put(theme.Good, p.g.Came+" ").put(theme.Dim, path+" ").put(theme.Good, clip(*c.now))
	default:
		l.put(theme.Dim, p.g.Dot+" "+path+" ").putIn(theme.Bad, clip(*c.old), l.room()/2).
			put(theme.Dim, " "+p.g.To+" ").put(theme.Good, clip(*c.now))
	}
	p.add(l.end())
}

// clip cleans and shortens a value of a payload before it is measured.
func clip(s string) string {
	if len(s) > payloadValue {
		s = s[:payloadValue]
	}
	return model.Clean(s)
}
