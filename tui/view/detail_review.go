package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// review draws the current review: its outcome, its reviewer and how it came.
func (p *page) review(d model.AttemptDetail) {
	p.title("Review", "")
	r := d.Review
	switch {
	case r == nil && d.NotVisible != "":
		for _, line := range wrapped(d.NotVisible, p.in) {
			p.add(line)
		}
		return
	case r == nil:
		p.put(span{theme.Dim, "There is no review yet."})
		return
	}
	by := span{theme.Dim, "  by the proctoring service (inferred)"}
	if r.ReviewedBy != nil {
		by = span{theme.Text, "  by " + personName(r.ReviewedBy)}
	}
	p.put(reviewSpan(r.Status, p.g), by,
		span{theme.Dim, "  " + p.f.WhenSeconds(r.Modified) + ", " + p.f.ago(r.Modified)})
	if r.Reason.String() != "" {
		p.labelled("reason", theme.Text, r.Reason.String())
	}
	text := deliveries(r)
	if r.HasVideo {
		text += " " + p.g.Dot + " video available"
	} else {
		text += " " + p.g.Dot + " no video"
	}
	if !r.IsAttemptActive {
		text += " " + p.g.Dot + " the attempt has been deleted"
	}
	p.dim(0, text)
	for _, h := range d.Held {
		p.put(span{theme.Warn, heldText(h)}, span{theme.Dim, "  " + p.f.WhenSeconds(h.Received) + ", " + p.f.ago(h.Received)})
		p.dim(0, "It changes nothing until a person settles it: examdesk review accept "+strconv.FormatInt(h.ID, 10)+", or review dismiss "+strconv.FormatInt(h.ID, 10))
	}
}

// heldText describes what the service sent after a person had decided.
func heldText(h model.HeldDelivery) string {
	text := "After the decision the service sent: " + reviewWord(h.Review())
	if n := len(h.Comments); n > 0 {
		text += ", " + count(n, "comment")
	}
	return text
}

// deliveries states how often the service delivered the review. A state without
// a reviewer came from the service; the store records no more than that.
func deliveries(r *model.Review) string {
	n, different := 0, false
	count := func(by *model.Learner, raw model.Text) {
		if by != nil {
			return
		}
		n++
		different = different || raw != r.RawData
	}
	count(r.ReviewedBy, r.RawData)
	for _, v := range r.Versions {
		count(v.ReviewedBy, v.RawData)
	}
	switch {
	case n == 0:
		return "not delivered by the service"
	case n == 1:
		return "delivered once"
	case different:
		return "delivered " + times(n) + ", not the same each time"
	}
	return "delivered " + times(n) + ", identical"
}

func times(n int) string {
	if n == 2 {
		return "twice"
	}
	return Number(n) + " times"
}

// recording draws the comments on the recording's axis, then one by one.
func (p *page) recording(d model.AttemptDetail) {
	list := comments(d)
	if d.Review == nil {
		return
	}
	p.title("Comments", count(len(list), "comment"))
	if len(list) == 0 {
		p.put(span{theme.Dim, "The review has no comments."})
		return
	}
	p.tracks(d, list)
	p.add(blank(p.in))
	p.each(list)
}

func (p *page) each(list []model.Comment) {
	columns := commentColumnsFor(list, p.in.Width)
	for _, c := range byTime(list) {
		p.comment(columns, c)
	}
}

// tracks draws one line for each part of the recording that has comments.
func (p *page) tracks(d model.AttemptDetail, list []model.Comment) {
	const label = 9
	a := axisFor(d, p.f.Now, max(1, p.in.Width-label))
	l := newLine(p.in)
	a.labels(l, label)
	p.add(l.end())
	for _, source := range []model.CommentSource{model.SourceCamera, model.SourceDesktop, model.SourceUnknown} {
		var of []model.Comment
		for _, c := range list {
			if known(c.Source) == source {
				of = append(of, c)
			}
		}
		if len(of) == 0 {
			continue
		}
		l := newLine(p.in).cell(theme.Dim, sourceWord(source), label)
		a.track(l, of, p.g.Track, true)
		p.add(l.end())
	}
	p.legend(a, list)
}

func known(s model.CommentSource) model.CommentSource {
	if s == model.SourceCamera || s == model.SourceDesktop {
		return s
	}
	return model.SourceUnknown
}

func sourceWord(s model.CommentSource) string {
	if s == model.SourceUnknown {
		return "part ?"
	}
	return string(s)
}

func (p *page) legend(a axis, list []model.Comment) {
	l := newLine(p.in).gap(min(9, p.in.Width/4)).spans(severityCounts(list, p.g)...)
	l.spans(span{theme.Dim, p.g.Span + " how long   "})
	before, beyond := a.outside(list)
	if before > 0 {
		l.spans(span{theme.Dim, p.g.Before + " " + Number(before) + " before the start   "})
	}
	if beyond > 0 {
		l.spans(span{theme.Dim, p.g.Beyond + " " + Number(beyond) + " past the end"})
	}
	p.add(l.end())
}

// comment draws a comment whole: its text wraps beside the columns.
func (p *page) comment(c commentColumns, one model.Comment) {
	l := newLine(p.in).right(theme.Text, Position(one.Start), c.position).gap(1)
	c.severity(l, one.Status)
	if c.source > 0 {
		l.cell(theme.Dim, string(one.Source), c.source).gap(1)
	}
	indent := l.used
	width := max(8, p.in.Width-indent-c.duration-2)
	parts := theme.Wrap(safe(commentText(one)), width)
	l.cell(theme.Text, parts[0], width).gap(1).right(theme.Dim, Position(lasts(one)), c.duration)
	p.add(l.end())
	for _, part := range parts[1:] {
		p.add(newLine(p.in).gap(indent).putIn(theme.Text, part, width).end())
	}
}
