package view

import (
	"time"

	"examdesk/tui/theme"
)

// Frame is the place that something is drawn in, and the moment and zone it is
// drawn for.
type Frame struct {
	Width, Height int
	Theme         theme.Theme
	Now           time.Time
	// Zone is the reviewer's time zone; UTC if nil.
	Zone *time.Location
}

// Sized returns the frame with another size.
func (f Frame) Sized(width, height int) Frame {
	f.Width, f.Height = width, height
	return f
}

// When writes a time in the frame's zone, with the year where it is not this
// one.
func (f Frame) When(t time.Time) string { return f.when(t, "15:04") }

// WhenSeconds returns [Frame.When] to the second, for a history.
func (f Frame) WhenSeconds(t time.Time) string { return f.when(t, "15:04:05") }

func (f Frame) when(t time.Time, clock string) string {
	if t.In(zone(f.Zone)).Year() == f.Now.In(zone(f.Zone)).Year() {
		return stamp(t, f.Zone, "Mon 2 Jan "+clock)
	}
	return stamp(t, f.Zone, "Mon 2 Jan 2006 "+clock)
}

// age returns how long ago a time was, as the lists write it.
func (f Frame) age(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Age(f.Now.Sub(t))
}

// ago returns an age as part of a sentence.
func (f Frame) ago(t time.Time) string {
	return Ago(f.Now.Sub(t))
}

// Ago returns how long ago something was as part of a sentence.
func Ago(d time.Duration) string {
	if d < time.Minute && d > -time.Minute {
		return "just now"
	}
	if d < 0 {
		return "in " + Age(-d)
	}
	return Age(d) + " ago"
}

// Window cuts the lines from top on that fit the frame, and fills up with
// empty ones.
func Window(lines []string, top int, f Frame) []string {
	if f.Height <= 0 {
		return nil
	}
	top = max(0, min(top, len(lines)-1))
	out := make([]string, 0, f.Height)
	for i := top; i < len(lines) && len(out) < f.Height; i++ {
		out = append(out, lines[i])
	}
	blank := theme.Spaces(f.Width)
	for len(out) < f.Height {
		out = append(out, blank)
	}
	return out
}

// margin is the empty cells at both sides of the whole attempt.
const margin = 1

func (f Frame) inZone(z *time.Location) Frame {
	f.Zone = z
	return f
}
