package view

import (
	"slices"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Tabs draws the sections with their counts on one line. It gives way in steps
// as the width shrinks: the ages go first, then the long titles, then the
// sections farthest from the open one; the open section stays whole.
func Tabs(counts []model.SectionCount, active model.Section, f Frame) string {
	for detail := tabsAges; detail <= tabsOne; detail++ {
		if detail == tabsSome {
			if spans := someTabs(counts, active, f); spans != nil {
				return texts(f, spans...)
			}
			continue
		}
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
	tabsSome
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

// someTabs returns the open section and as many of its neighbours as there is room
// for, with a sign where others are left out; nil if there is room for none.
func someTabs(counts []model.SectionCount, active model.Section, f Frame) []span {
	at := slices.IndexFunc(counts, func(c model.SectionCount) bool { return c.Section == active })
	if at < 0 {
		return nil
	}
	g := f.Theme.Glyphs()
	const signs = 3 // the leading sign or cell, and the last one with a cell before it
	from, to := at, at+1
	room := f.Width - signs - spansWidth(tab(counts[at], f, true, tabsShort))
	for grew := true; grew; {
		grew = false
		if to < len(counts) {
			if w := spansWidth(tab(counts[to], f, false, tabsShort)); w <= room {
				room, to, grew = room-w, to+1, true
			}
		}
		if from > 0 {
			if w := spansWidth(tab(counts[from-1], f, false, tabsShort)); w <= room {
				room, from, grew = room-w, from-1, true
			}
		}
	}
	if to-from < 2 {
		return nil
	}
	spans := []span{{theme.Dim, sign(from > 0, g.Before)}}
	for _, c := range counts[from:to] {
		spans = append(spans, tab(c, f, c.Section == active, tabsShort)...)
	}
	return append(spans, span{theme.Dim, sign(to < len(counts), g.Beyond)})
}

func sign(is bool, glyph string) string {
	if is {
		return glyph
	}
	return " "
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

// Uncounted is the count of a section that is not counted yet. Any other negative one
// means that it cannot be known.
const Uncounted = -2

func countText(c model.SectionCount, f Frame) string {
	switch {
	case c.Count == Uncounted:
		return f.Theme.Glyphs().More
	case c.Count < 0:
		return "?"
	case c.AtLeast:
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
