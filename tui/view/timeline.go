package view

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// axis maps the seconds of a recording to columns.
type axis struct {
	seconds, width int
}

// axisFor returns the axis of an attempt's recording. Comments a little past the
// end stretch it, as recordings run on after the exam is handed in; those far
// out would press all others together and are drawn at the edge instead.
func axisFor(d model.AttemptDetail, now time.Time, width int) axis {
	length := recorded(d, now)
	furthest := 0
	for _, c := range comments(d) {
		furthest = max(furthest, c.Start, c.Stop)
	}
	switch {
	case length <= 0:
		length = min(furthest, 12*3600)
	case furthest <= length+length/4:
		length = max(length, furthest)
	}
	return axis{seconds: max(1, length), width: max(1, width)}
}

// recorded returns how long the attempt ran, in seconds; its allowance where start
// or end is missing, 0 if nothing is known.
func recorded(d model.AttemptDetail, now time.Time) int {
	if used, ok := usedTime(d.Attempt, now); ok {
		return int(used / time.Second)
	}
	const longest = 7 * 24 * 60
	return 60 * max(0, min(allowed(d.AttemptRow), longest))
}

// usedTime returns how long the learner had the exam open, up to now while it runs.
func usedTime(a model.Attempt, now time.Time) (time.Duration, bool) {
	if a.StartedAt == nil {
		return 0, false
	}
	end := now
	switch {
	case a.CompletedAt != nil:
		end = *a.CompletedAt
	case !a.Status.IsInProgress():
		return 0, false
	}
	used := end.Sub(*a.StartedAt)
	// A clock that was set back, or a row edited by hand, measures nothing.
	return used, used > 0 && used < 7*day
}

func allowed(r model.AttemptRow) int {
	if r.Attempt.AllowedTimeLimitMins != nil {
		return *r.Attempt.AllowedTimeLimitMins
	}
	return r.Exam.TimeLimitMins
}

// column returns where a second lies. The second value is -1 before the axis, 1
// beyond it, 0 within.
func (a axis) column(second int) (int, int) {
	switch {
	case second < 0:
		return 0, -1
	case second > a.seconds:
		return a.width - 1, 1
	}
	return int(int64(second) * int64(a.width-1) / int64(a.seconds)), 0
}

// step returns the distance of the ticks in seconds: a round one with room for a
// label.
func (a axis) step() int {
	const label = 9
	steps := []int{5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 4 * 3600, 12 * 3600, 24 * 3600, 7 * 24 * 3600}
	for _, s := range steps {
		if a.width*s/a.seconds >= label {
			return s
		}
	}
	return a.seconds + 1
}

// tickLabel names a tick: "15m", "1h", "1h15", and below a minute "0:30".
func tickLabel(seconds, step int) string {
	m := seconds / 60
	switch {
	case step < 60:
		return Position(seconds)
	case m < 60:
		return strconv.Itoa(m) + "m"
	case m%60 == 0:
		return strconv.Itoa(m/60) + "h"
	}
	return strconv.Itoa(m/60) + "h" + twoDigits(strconv.Itoa(m%60))
}

// labels draws the tick labels above the tracks.
func (a axis) labels(l *line, from int) {
	step := a.step()
	for s := 0; s <= a.seconds; s += step {
		at, _ := a.column(s)
		text := tickLabel(s, step)
		if from+at < l.used || from+at+len(text) > l.width {
			continue
		}
		l.to(from+at).put(theme.Dim, text)
	}
}

// point is one column of a track.
type point struct {
	severity int
	status   model.ReviewStatus
	// edge is -1 or 1 where the comment lies outside of the axis.
	edge int
	span bool
}

// points places comments on the axis: the worst where several meet, a
// beginning over the length of another.
func (a axis) points(list []model.Comment) []point {
	out := make([]point, a.width)
	for _, c := range list {
		at, edge := a.column(c.Start)
		p := point{severity: severity(c.Status) + 1, status: c.Status, edge: edge}
		if edge == 0 {
			a.stretch(out, c, at)
		}
		if old := out[at]; old.severity == 0 || old.span || old.severity < p.severity {
			out[at] = p
		}
	}
	return out
}

// stretch marks the columns that a comment lasts over.
func (a axis) stretch(out []point, c model.Comment, from int) {
	if c.Stop <= c.Start {
		return
	}
	to, _ := a.column(c.Stop)
	p := point{severity: severity(c.Status) + 1, status: c.Status, span: true}
	for i := from + 1; i <= to && i < len(out); i++ {
		if old := out[i]; old.severity == 0 || old.span && old.severity < p.severity {
			out[i] = p
		}
	}
}

// track draws the points over a ground, which bears ticks if it is dotted.
func (a axis) track(l *line, list []model.Comment, ground string, ticks bool) {
	g := l.th.Glyphs()
	tick := make([]bool, a.width)
	if ticks {
		step := a.step()
		for s := 0; s <= a.seconds; s += step {
			at, _ := a.column(s)
			tick[at] = true
		}
	}
	for i, p := range a.points(list) {
		glyph, role := reviewFace(p.status, g)
		switch {
		case p.severity == 0 && tick[i]:
			glyph, role = g.Tick, theme.Rule
		case p.severity == 0:
			glyph, role = ground, theme.Rule
		case p.edge < 0:
			glyph = g.Before
		case p.edge > 0:
			glyph = g.Beyond
		case p.span:
			glyph = g.Span
		}
		l.put(role, glyph)
	}
}

// comments returns the comments of an attempt's review.
func comments(d model.AttemptDetail) []model.Comment {
	if d.Review == nil {
		return nil
	}
	return d.Review.Comments
}

// outside counts the comments before and beyond the axis.
func (a axis) outside(list []model.Comment) (before, beyond int) {
	for _, c := range list {
		switch _, edge := a.column(c.Start); edge {
		case -1:
			before++
		case 1:
			beyond++
		}
	}
	return before, beyond
}
