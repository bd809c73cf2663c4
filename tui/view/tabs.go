package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Tabs draws the sections with their counts on one line. It gives way in steps
// as the width shrinks: the ages go first, then the long titles, then the
// others' titles; the open section stays whole.
func Tabs(counts []model.SectionCount, active model.Section, f Frame) string {
	for detail := tabsAges; detail <= tabsOne; detail++ {
		spans := tabSpans(counts, active, f, detail)
		if spansWidth(spans) <= f.Width || detail == tabsOne {
			return texts(f, spans...)
		}
	}
	return blank(f)
}

// The steps by which the tabs give way.
const (
	tabsAges = iota
	tabsFull
	tabsShort
	tabsOne
)

func tabSpans(counts []model.SectionCount, active model.Section, f Frame, detail int) []span {
	spans := []span{{theme.Text, " "}}
	for i, c := range counts {
		isActive := c.Section == active
		if detail == tabsOne && !isActive {
			continue
		}
		spans = append(spans, tab(c, f, isActive, detail)...)
		if detail == tabsOne {
			at := " " + Number(i+1) + " of " + Number(len(counts))
			return append(spans, span{theme.Dim, at})
		}
	}
	return spans
}

func tab(c model.SectionCount, f Frame, active bool, detail int) []span {
	title := c.Section.Title()
	if detail >= tabsShort && !active {
		title = shortTitle(c.Section)
	}
	text := title + " " + countText(c, f)
	age := ""
	if detail == tabsAges && c.Oldest != nil && c.Section.OldestFirst() && c.Count > 0 {
		age = f.age(*c.Oldest)
	}
	open, shut, role := " ", " ", theme.TabInactive
	if active {
		role = theme.TabActive
		if f.Theme.Mode() == theme.NoColor {
			open, shut = "[", "]"
		}
	}
	spans := []span{{theme.Text, open}, {role, text}, {theme.Text, shut}}
	if age != "" {
		spans = append(spans, span{theme.Dim, age + " "})
	}
	return append(spans, span{theme.Text, " "})
}

func countText(c model.SectionCount, f Frame) string {
	if c.Count < 0 { // not counted yet
		return f.Theme.Glyphs().More
	}
	if c.AtLeast {
		return Number(c.Count) + "+"
	}
	return Number(c.Count)
}

func shortTitle(s model.Section) string {
	switch s {
	case model.SectionNeedsDecision:
		return "Needs"
	case model.SectionWaiting:
		return "Wait"
	case model.SectionErrors:
		return "Err"
	case model.SectionRunning:
		return "Run"
	case model.SectionDecided:
		return "Dec"
	case model.SectionOnboarding:
		return "Onb"
	case model.SectionStuck, model.SectionOther, model.SectionAll:
	}
	return s.Title()
}

// OldestAge is the age of a section's oldest attempt in words, empty if it has
// none.
func OldestAge(c model.SectionCount, now time.Time) string {
	if c.Oldest == nil || c.Count == 0 {
		return ""
	}
	return "oldest " + Age(now.Sub(*c.Oldest))
}
