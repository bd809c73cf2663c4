package view

import (
	"sort"

	"examdesk/model"
	"examdesk/tui/theme"
)

// byTime returns the comments in the order of the recording.
func byTime(list []model.Comment) []model.Comment {
	out := append([]model.Comment(nil), list...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

// worst returns the n gravest comments, in the order of the recording.
func worst(list []model.Comment, n int) []model.Comment {
	if len(list) <= n {
		return byTime(list)
	}
	out := append([]model.Comment(nil), list...)
	sort.SliceStable(out, func(i, j int) bool {
		if a, b := severity(out[i].Status), severity(out[j].Status); a != b {
			return a > b
		}
		return out[i].Start < out[j].Start
	})
	return byTime(out[:max(0, n)])
}

// commentColumns are the widths of a list of comments.
type commentColumns struct {
	position, status, source, duration int
}

func commentColumnsFor(list []model.Comment, width int) commentColumns {
	c := commentColumns{position: 5, status: 17, duration: 5}
	for _, one := range list {
		c.position = max(c.position, len(Position(one.Start)))
		c.duration = max(c.duration, len(Position(lasts(one))))
		if one.Source != model.SourceUnknown && width >= 90 {
			c.source = 8
		}
	}
	if width < 64 {
		c.status = 12
	}
	if width < 44 {
		c.status = 1
	}
	return c
}

// comment draws one comment on one line.
func (c commentColumns) comment(f Frame, one model.Comment, indent int) string {
	l := newLine(f).gap(indent).right(theme.Dim, Position(one.Start), c.position).gap(1)
	c.severity(l, one.Status)
	if c.source > 0 {
		l.cell(theme.Dim, string(one.Source), c.source).gap(1)
	}
	l.cell(theme.Text, commentText(one), l.room()-c.duration-2)
	return l.gap(1).right(theme.Dim, Position(lasts(one)), c.duration).end()
}

// severity draws a comment's status as wide as the columns give.
func (c commentColumns) severity(l *line, s model.ReviewStatus) {
	glyph, role := reviewFace(s, l.th.Glyphs())
	text := glyph
	switch {
	case c.status >= 17:
		text += " " + reviewWord(s)
	case c.status >= 12:
		text += " " + shortReview(s)
	}
	l.cell(role, text, c.status).gap(1)
}

// shortReview returns a review status where room is scarce.
func shortReview(s model.ReviewStatus) string {
	switch s {
	case model.ReviewRulesViolation:
		return "Violation"
	case model.ReviewNotReviewed:
		return "Unreviewed"
	case model.ReviewClean, model.ReviewSuspicious:
	}
	return reviewWord(s)
}

func commentText(c model.Comment) string {
	if text := c.Text.String(); text != "" {
		return text
	}
	return "(no text)"
}

// lasts returns a comment's length: the vendor's, or the distance of its ends.
func lasts(c model.Comment) int {
	if c.Duration == 0 && c.Stop > c.Start {
		return c.Stop - c.Start
	}
	return c.Duration
}

// severityCounts returns a legend that counts: what each glyph means and how many
// there are.
func severityCounts(list []model.Comment, g *theme.Glyphs) []span {
	count := map[model.ReviewStatus]int{}
	for _, c := range list {
		count[c.Status]++
	}
	order := []model.ReviewStatus{
		model.ReviewSuspicious, model.ReviewRulesViolation, model.ReviewNotReviewed, model.ReviewClean,
	}
	var out []span
	known := 0
	for _, s := range order {
		if n := count[s]; n > 0 {
			known += n
			out = append(out, reviewSpan(s, g), span{theme.Text, " " + Number(n) + "   "})
		}
	}
	if rest := len(list) - known; rest > 0 {
		out = append(out, span{theme.Dim, g.Unreviewed + " of another status"}, span{theme.Text, " " + Number(rest) + "   "})
	}
	return out
}
