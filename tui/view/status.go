package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// StatusWord returns the short human word for a status; the status itself, cleaned,
// if it is not a known one. model.AttemptStatus.String is edx-proctoring's
// own word.
func StatusWord(s model.AttemptStatus) string { return model.StatusLabel(s) }

// statusFace returns a status' glyph and role. They follow the section that the
// attempt is in, so that a colour means the same thing everywhere.
func statusFace(s model.AttemptStatus, g *theme.Glyphs) (string, theme.Role) {
	switch {
	case s == model.Verified:
		return g.Good, theme.Good
	case s == model.Rejected:
		return g.Bad, theme.Bad
	case s == model.SecondReviewRequired:
		return g.Decide, theme.Warn
	case s == model.Submitted:
		return g.Wait, theme.Info
	case s == model.Errored || s == model.OnboardingFailed:
		return g.Broken, theme.Bad
	case s.IsIncomplete():
		return g.Run, theme.Text
	case s == model.OnboardingReset:
		return g.Reset, theme.Dim
	}
	return g.Off, theme.Dim
}

// status appends a status' glyph and word in exactly width cells.
func (l *line) status(s model.AttemptStatus, width int) *line {
	glyph, role := statusFace(s, l.th.Glyphs())
	return l.cell(role, glyph+" "+StatusWord(s), width)
}

// statusSpan returns a status as part of a line.
func statusSpan(s model.AttemptStatus, g *theme.Glyphs) span {
	glyph, role := statusFace(s, g)
	return span{role, glyph + " " + StatusWord(s)}
}

// reviewFace returns a review status' glyph and role, for comments and for what the
// vendor says.
func reviewFace(s model.ReviewStatus, g *theme.Glyphs) (string, theme.Role) {
	switch s {
	case model.ReviewSuspicious:
		return g.Suspicious, theme.Bad
	case model.ReviewRulesViolation:
		return g.Violation, theme.Warn
	case model.ReviewClean:
		return g.Clean, theme.Good
	case model.ReviewNotReviewed:
	}
	return g.Unreviewed, theme.Dim
}

// reviewWord returns a review status as shown; an empty one is said to be.
func reviewWord(s model.ReviewStatus) string {
	if word := s.String(); word != "" {
		return word
	}
	return "no status"
}

func reviewSpan(s model.ReviewStatus, g *theme.Glyphs) span {
	glyph, role := reviewFace(s, g)
	return span{role, glyph + " " + reviewWord(s)}
}

// severity orders review statuses, worst highest.
func severity(s model.ReviewStatus) int {
	switch s {
	case model.ReviewSuspicious:
		return 4
	case model.ReviewRulesViolation:
		return 3
	case model.ReviewNotReviewed:
		return 2
	case model.ReviewClean:
		return 1
	}
	return 0
}
