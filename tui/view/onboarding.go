package view

import (
	"strings"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// OnboardingWord returns a status of the board in plain words.
func OnboardingWord(s model.OnboardingStatus) string {
	switch s {
	case model.BoardNotStarted:
		return "not started"
	case model.BoardSetupStarted:
		return "setting up"
	case model.BoardStarted:
		return "in the exam"
	case model.BoardSubmitted:
		return "submitted"
	case model.BoardRejected:
		return "rejected"
	case model.BoardVerified:
		return "approved"
	case model.BoardError:
		return "broke off"
	case model.BoardExpired:
		return "expired"
	case model.BoardOtherCourse:
		return "approved elsewhere"
	case model.BoardResetPastDue:
		return "reset, past due"
	case "":
		return "other"
	}
	return model.Clean(string(s))
}

func onboardingFace(s model.OnboardingStatus, g *theme.Glyphs) (string, theme.Role) {
	switch s {
	case model.BoardVerified, model.BoardOtherCourse:
		return g.Good, theme.Good
	case model.BoardRejected:
		return g.Bad, theme.Bad
	case model.BoardError:
		return g.Broken, theme.Bad
	case model.BoardSubmitted:
		return g.Wait, theme.Info
	case model.BoardSetupStarted, model.BoardStarted:
		return g.Run, theme.Text
	case model.BoardResetPastDue:
		return g.Reset, theme.Warn
	case model.BoardNotStarted, model.BoardExpired:
	}
	return g.Off, theme.Dim
}

// OnboardingTab is a part of the board with the number of its learners.
type OnboardingTab struct {
	Title  string
	Count  int
	Active bool
}

// OnboardingTabs draws the parts of the board on one line. Where they do not
// all fit, the open one and those after it are shown.
func OnboardingTabs(tabs []OnboardingTab, f Frame) string {
	from := 0
	for from < len(tabs) && !tabs[from].Active && tabsWidth(tabs[from:], f) > f.Width {
		from++
	}
	l := newLine(f).put(theme.Dim, sign(from > 0, f.Theme.Glyphs().Before))
	for i, t := range tabs[min(from, len(tabs)):] {
		spans := onboardingTab(t, f)
		if i > 0 && spansWidth(spans) > l.room()-1 {
			return l.tail(span{theme.Dim, f.Theme.Glyphs().Beyond}).end()
		}
		l.spans(spans...)
	}
	return l.end()
}

func tabsWidth(tabs []OnboardingTab, f Frame) int {
	n := 1
	for _, t := range tabs {
		n += spansWidth(onboardingTab(t, f))
	}
	return n
}

func onboardingTab(t OnboardingTab, f Frame) []span {
	open, shut, role := " ", " ", theme.TabInactive
	if t.Active {
		role = theme.TabActive
		if f.Theme.Mode() == theme.NoColor {
			open, shut = "[", "]"
		}
	}
	return []span{{theme.Text, open}, {role, t.Title + " " + Number(t.Count)}, {theme.Text, shut}}
}

// OnboardingColumns is how the board divides its width.
type OnboardingColumns struct {
	Learner, Name, Status, Since, Expires, Elsewhere int
}

// OnboardingColumnsFor chooses the columns.
func OnboardingColumnsFor(width int) OnboardingColumns {
	c := OnboardingColumns{Status: 20, Since: 5, Expires: 14, Elsewhere: 12}
	const enough = 16
	for _, drop := range []*int{&c.Elsewhere, &c.Since, &c.Expires} {
		if width-c.fixed() < enough {
			*drop = 0
		}
	}
	left := max(0, width-c.fixed())
	c.Learner = left
	if left >= 44 {
		c.Learner = min(28, left/2)
		c.Name = left - c.Learner - columnGap
	}
	return c
}

func (c *OnboardingColumns) fixed() int {
	n := 2
	for _, w := range []int{c.Status, c.Since, c.Expires, c.Elsewhere} {
		if w > 0 {
			n += w + columnGap
		}
	}
	return n
}

// Header returns the line of column titles.
func (c OnboardingColumns) Header(f Frame) string {
	l := newLine(f).gap(2).cell(theme.Dim, "LEARNER", c.Learner)
	l.column(theme.Dim, "NAME", c.Name)
	l.column(theme.Dim, "STATUS", c.Status)
	if c.Since > 0 {
		l.gap(columnGap).right(theme.Dim, "SINCE", c.Since)
	}
	l.column(theme.Dim, "EXPIRES", c.Expires)
	l.column(theme.Dim, "APPROVED IN", c.Elsewhere)
	return l.end()
}

// OnboardingRow draws a learner on the board.
func OnboardingRow(r model.OnboardingBoardRow, c OnboardingColumns, f Frame, selected bool) string {
	l := newLine(f)
	l.selected = selected
	g := f.Theme.Glyphs()
	cursor := " "
	if selected {
		cursor = g.Cursor
	}
	l.cell(theme.Accent, cursor, 1).gap(1).cell(theme.Text, learnerName(r.Learner), c.Learner)
	l.column(theme.Dim, r.Learner.FullName.String(), c.Name)
	glyph, role := onboardingFace(r.Status, g)
	l.column(role, glyph+" "+OnboardingWord(r.Status), c.Status)
	if c.Since > 0 {
		since := ""
		if r.Modified != nil {
			since = f.age(*r.Modified)
		}
		l.gap(columnGap).right(theme.Dim, since, c.Since)
	}
	text, role := expiry(r, f)
	l.column(role, text, c.Expires)
	l.column(theme.Dim, elsewhere(r), c.Elsewhere)
	return l.end()
}

func elsewhere(r model.OnboardingBoardRow) string {
	if r.Elsewhere == "" {
		return ""
	}
	return CourseShort(r.Elsewhere)
}

// expiry returns the end of an approval; one that is near has a sign besides its
// colour.
func expiry(r model.OnboardingBoardRow, f Frame) (string, theme.Role) {
	if r.Expires == nil {
		return "", theme.Dim
	}
	text, role := "  "+days(r.Expires.Sub(f.Now)), theme.Dim
	if r.Soon(f.Now) {
		text, role = f.Theme.Glyphs().Warn+text[1:], theme.Warn
	}
	return text, role
}

// days returns how far off something is, in whole days.
func days(d time.Duration) string {
	n := int((d + day - 1) / day)
	switch {
	case d <= -day:
		return count(int(-d/day), "day") + " ago"
	case d <= 0:
		return "today"
	}
	return "in " + count(n, "day")
}

// OnboardingStatusLine describes what the selected row has no room for: the dates,
// and the course of an approval as a whole.
func OnboardingStatusLine(r model.OnboardingBoardRow, f Frame) string {
	var parts []string
	if r.Expires != nil {
		parts = append(parts, yesNo(r.Expires.After(f.Now), "expires ", "expired ")+f.When(*r.Expires))
	}
	if r.Modified != nil {
		parts = append(parts, "since "+f.When(*r.Modified))
	}
	if r.Elsewhere != "" {
		parts = append(parts, "in "+r.Elsewhere.String())
	}
	if len(parts) == 0 {
		return OnboardingWord(r.Status)
	}
	return strings.Join(parts, ", ")
}

// NoOnboarding fills the frame where a course has no onboarding, for which there
// is a reason.
func NoOnboarding(sentence string, f Frame) []string {
	return face(f, theme.Text, sentence, "c shows another course")
}

// NoLearners fills the frame of a board without rows.
func NoLearners(filter, tab string, enrolled bool, f Frame) []string {
	switch {
	case filter != "":
		return face(f, theme.Text, "No learner here matches "+filter+".", "/ changes the search, esc clears it")
	case tab != "":
		return face(f, theme.Good, "Nobody is "+tab+".", "tab shows the next status")
	case enrolled:
		return face(f, theme.Text, "Nobody is enrolled in this course.", "")
	}
	return face(f, theme.Text, "Nobody has an attempt in this course yet.", "The store has no enrolments, so learners are known by their attempts.")
}
