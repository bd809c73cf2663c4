package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Conflict draws both sides of a decision that came too late: the attempt as
// the reviewer saw it and as it is now, with the reasons on both sides. said is what
// the store has to say beyond that; empty for nothing. The keys are the caller's.
func Conflict(seen model.Version, now model.AttemptRow, said, yours string, f Frame, keys []KeyHint) []string {
	g := f.Theme.Glyphs()
	lines := []string{
		newLine(f).gap(2).put(theme.Strong, learnerName(now.Learner)+", "+examName(now.Exam)).
			put(theme.Warn, " changed while you were looking at it").end(),
		texts(f, span{theme.Text, "  Your decision was not taken. Nothing has been overwritten."}),
	}
	if said != "" {
		lines = append(lines[:1], newDialog(f).wrapped("", theme.Warn, g.Warn, said)...)
	}
	lines = append(lines, blank(f))
	c := sides{f: f, label: min(12, f.Width/5)}
	c.width = max(1, (f.Width-2-c.label-2)/2)
	lines = append(lines, c.line("", span{theme.Dim, "you saw"}, span{theme.Dim, "it is now"}))
	is := now.Version()
	lines = append(lines,
		c.line("status", statusSpan(seen.Status, g), statusSpan(is.Status, g)),
		c.line("since", c.time(seen.Modified), c.time(is.Modified)),
		c.line("review", c.seenReview(seen, is), c.reviewNow(now, g)))
	if now.Review != nil {
		by := "the proctoring service"
		if now.Review.ReviewedBy != nil {
			by = personName(now.Review.ReviewedBy)
		}
		lines = append(lines, c.line("reviewed by", span{}, span{theme.Text, by}))
		if reason := now.Review.Reason.String(); reason != "" {
			lines = append(lines, newDialog(f).wrapped("their reason", theme.Text, " ", reason)...)
		}
	}
	if yours != "" {
		lines = append(lines, newDialog(f).wrapped("your reason", theme.Text, " ", yours)...)
	}
	lines = append(lines, blank(f), Footer(keys, f))
	if len(lines) > f.Height {
		keep := max(0, f.Height-1)
		lines = append(lines[:min(keep, len(lines))], lines[len(lines)-1])
	}
	return lines[:min(len(lines), max(0, f.Height))]
}

// sides draws a label and two values beside each other.
type sides struct {
	f            Frame
	label, width int
}

func (c sides) line(label string, left, right span) string {
	l := newLine(c.f).gap(2).cell(theme.Dim, label, c.label)
	return l.cell(left.role, left.text, c.width).gap(1).put(right.role, right.text).end()
}

func (c sides) time(t time.Time) span {
	if t.IsZero() {
		return span{theme.Dim, "unknown"}
	}
	return span{theme.Text, c.f.WhenSeconds(t)}
}

// seenReview describes what is known of the review that was seen: a version holds
// its time and not its outcome.
func (c sides) seenReview(seen, is model.Version) span {
	switch {
	case seen.ReviewID == 0:
		return span{theme.Text, "none"}
	case seen.ReviewID == is.ReviewID && seen.ReviewModified.Equal(is.ReviewModified):
		return span{theme.Text, "the same"}
	}
	return span{theme.Text, "of " + c.f.WhenSeconds(seen.ReviewModified)}
}

func (c sides) reviewNow(now model.AttemptRow, g *theme.Glyphs) span {
	if now.Review == nil {
		return span{theme.Text, "none"}
	}
	s := reviewSpan(now.Review.Status, g)
	s.text += ", " + c.f.WhenSeconds(now.Review.Modified)
	return s
}
