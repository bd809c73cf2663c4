package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// Address shows the address of a recording as a whole.
type Address struct {
	Row model.AttemptRow
	URL string
	// Why is said above the address, Said below it.
	Why  string
	Said Fact
	// Top is how many lines of the address are scrolled away.
	Top  int
	Keys []KeyHint
}

// Draw draws at most the frame's height. It returns how many lines the address
// takes, and how many of them are in sight. They begin in the first column and
// are as wide as the screen: a selection with the mouse contains nothing but
// the address.
func (a Address) Draw(f Frame) (lines []string, all, inSight int) {
	d := newDialog(f)
	body := make([]string, 0, 4)
	for _, part := range theme.Chop(safe(a.URL), max(1, f.Width)) {
		body = append(body, newLine(f).put(theme.Accent, part).end())
	}
	head, foot := a.head(d, true), a.foot(d)
	if f.Height-len(head)-len(foot) < min(3, len(body)) {
		head = a.head(d, false)
	}
	room := max(0, f.Height-len(head)-len(foot))
	lines = append(append(head, scrolled(body, a.Top, room, f)...), foot...)
	if len(lines) > f.Height {
		keep := max(0, f.Height-1)
		lines = append(lines[:min(keep, len(head))], lines[len(lines)-1])
		lines = lines[:min(len(lines), max(0, f.Height))]
	}
	return lines, len(body), min(len(body), room)
}

// head says whose recording it is, and whole also why it is shown.
func (a Address) head(d dialog, whole bool) []string {
	lines := []string{newLine(d.f).gap(2).put(theme.Strong, "The recording of "+learnerName(a.Row.Learner)+", "+itemExam(a.Row)).end()}
	if whole && a.Why != "" {
		for _, part := range theme.Wrap(safe(a.Why), max(1, d.f.Width-4)) {
			lines = append(lines, newLine(d.f).gap(2).put(theme.Text, part).end())
		}
	}
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	return lines
}

func (a Address) foot(d dialog) []string {
	var lines []string
	if !d.low() {
		lines = append(lines, blank(d.f))
	}
	if a.Said.Text != "" {
		for _, part := range theme.Wrap(safe(a.Said.Text), max(1, d.f.Width-4)) {
			lines = append(lines, newLine(d.f).gap(2).put(a.Said.Role, part).end())
		}
	}
	return append(lines, Footer(a.Keys, d.f))
}
