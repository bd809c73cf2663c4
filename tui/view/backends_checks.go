package view

import (
	"strconv"
	"strings"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// checks are one below the other: sign, name and what was seen, and under it
// what to do.
func (p *page) checks(s *Service, list []model.Check) {
	if len(list) == 0 {
		return
	}
	if p.in.Height >= lowPane {
		p.title("Checks", tally(&s.Last))
	}
	at := checkPlacesFor(s.Last.Checks, p.in.Width)
	for _, c := range list {
		p.check(c, s.Last.Phase, at)
	}
}

// tally counts the outcomes.
func tally(c *Checkup) string {
	var parts []string
	for _, one := range []struct {
		n    int
		word string
	}{
		{c.count(model.CheckFail), " failed"}, {c.count(model.CheckWarn), ""}, {c.count(model.CheckPass), " well"}, {c.count(model.CheckSkip), " left out"},
	} {
		switch {
		case one.n == 0:
		case one.word == "":
			parts = append(parts, count(one.n, "warning"))
		default:
			parts = append(parts, Number(one.n)+one.word)
		}
	}
	return strings.Join(parts, ", ")
}

// checkPlaces is where the parts of a check stand: its name, and from indent on
// and in so many cells what was seen. A width of 0 for the time leaves it out.
type checkPlaces struct {
	name, indent, room, took int
}

// checkPlacesFor puts what was seen beside the name, or under it where there
// would be too little room.
func checkPlacesFor(list []model.Check, width int) checkPlaces {
	const least, name, took = 28, 20, 8
	at := checkPlaces{}
	for _, c := range list {
		at.name = max(at.name, theme.Width(safe(c.Name)))
	}
	at.name = min(at.name, name)
	if at.indent = 2 + at.name + 2; width-at.indent < least {
		at.indent = min(2, width/4)
	}
	if at.room = width - at.indent; width >= 70 {
		at.took = took
		at.room -= took
	}
	return at
}

func (at checkPlaces) beside() bool { return at.indent > 2 }

func (p *page) check(c model.Check, phase CheckPhase, at checkPlaces) {
	glyph, role := checkFace(c.State, p.g)
	if c.State == model.CheckRunning && phase != Checking {
		glyph, role = p.g.Off, theme.Dim
	}
	lead, seen := checkSeen(c, phase)
	l := newLine(p.in).cell(role, glyph, 1).gap(1)
	if at.beside() {
		l.cell(nameRole(c.State), c.Name, at.name)
	} else {
		p.add(l.put(nameRole(c.State), c.Name).end())
		l = newLine(p.in)
	}
	for i, part := range theme.Wrap(safe(lead+seen), max(1, at.room)) {
		if i > 0 {
			l = newLine(p.in)
		}
		l.to(at.indent)
		if word := strings.TrimSpace(lead); i == 0 && strings.HasPrefix(part, word) {
			l.put(role, word)
			part = part[len(word):]
		}
		l.put(seenRole(c.State), part)
		if i == 0 && at.took > 0 && c.Took > 0 {
			l.tail(span{theme.Dim, spent(c.Took)})
		}
		p.add(l.end())
	}
	p.remedy(c, at)
}

// checkLine is a check in one line, cut where it ends.
func (p *page) checkLine(c model.Check, phase CheckPhase, at checkPlaces) {
	glyph, role := checkFace(c.State, p.g)
	lead, seen := checkSeen(c, phase)
	l := newLine(p.in).cell(role, glyph, 1).gap(1)
	if at.beside() {
		l.cell(nameRole(c.State), c.Name, at.name).to(at.indent)
	} else {
		l.put(nameRole(c.State), c.Name).gap(2)
	}
	p.add(l.put(seenRole(c.State), safe(lead+seen)).end())
}

// remedy is what to do.
func (p *page) remedy(c model.Check, at checkPlaces) {
	text := c.Remedy.String()
	if text == "" || c.State == model.CheckPass || c.State == model.CheckRunning {
		return
	}
	const word = "Remedy:"
	for i, part := range theme.Wrap(safe(word+" "+text), max(1, at.room)) {
		l := newLine(p.in).gap(at.indent)
		if rest, ok := strings.CutPrefix(part, word); ok && i == 0 {
			l.put(theme.Strong, word)
			part = rest
		}
		p.add(l.put(theme.Text, part).end())
	}
}

func nameRole(s model.CheckState) theme.Role {
	if s == model.CheckSkip {
		return theme.Dim
	}
	return theme.Text
}

func seenRole(s model.CheckState) theme.Role {
	if s == model.CheckFail || s == model.CheckWarn {
		return theme.Text
	}
	return theme.Dim
}

// checkSeen returns what was seen, led by a word where something is wrong, so that
// neither sign nor colour is needed to tell.
func checkSeen(c model.Check, phase CheckPhase) (lead, seen string) {
	seen = c.Seen.String()
	switch c.State {
	case model.CheckFail:
		if lead = "failed: "; c.Cause != model.CauseNone {
			lead = CauseWord(c.Cause) + ": "
		}
	case model.CheckWarn:
		lead = "warning: "
	case model.CheckSkip:
		lead = "left out: "
	case model.CheckRunning:
		lead = "under way"
		if phase != Checking {
			lead = "stopped before it had an outcome"
		}
		return lead, ""
	case model.CheckPass:
	}
	if seen == "" {
		lead = strings.TrimSuffix(lead, ": ")
	}
	return lead, seen
}

// spent writes how long something took: "12 ms", "1.4 s", "1 min 12 s".
func spent(d time.Duration) string {
	switch {
	case d < 0:
		return "0 ms"
	case d.Round(time.Millisecond) < time.Second:
		return strconv.Itoa(int(d.Round(time.Millisecond)/time.Millisecond)) + " ms"
	case d.Round(100*time.Millisecond) < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	d = d.Round(time.Second)
	return strconv.Itoa(int(d/time.Minute)) + " min " + strconv.Itoa(int(d%time.Minute/time.Second)) + " s"
}
