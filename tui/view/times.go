package view

import (
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Age writes a duration as the lists do, in at most four cells: "now", "12m",
// "3h", "41d", "3y". What lies ahead has a plus.
func Age(d time.Duration) string {
	switch {
	case d <= -time.Minute:
		return "+" + Age(-d)
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < day:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d < 1000*day:
		return strconv.Itoa(int(d/day)) + "d"
	}
	return strconv.Itoa(int(d/(365*day))) + "y"
}

func stamp(t time.Time, in *time.Location, layout string) string {
	if t.IsZero() {
		return "unknown"
	}
	t = t.In(zone(in))
	return t.Format(layout) + " " + zoneName(t)
}

// zoneName returns the zone's abbreviation. Zones without one are called by their
// distance, which alone would look like part of the clock.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + name
	}
	return name
}

func zone(in *time.Location) *time.Location {
	if in == nil {
		return time.UTC
	}
	return in
}

// Position writes seconds of a recording as h:mm or, below an hour and where
// seconds count, as m:ss: "0:48", "6:10", "1:02:03".
func Position(seconds int) string {
	sign := ""
	if seconds < 0 {
		// The smallest int has no opposite; nothing is lost by one second.
		sign, seconds = "-", -max(seconds, -maxSeconds)
	}
	s := strconv.Itoa(seconds % 60)
	m := seconds / 60
	if m < 60 {
		return sign + strconv.Itoa(m) + ":" + twoDigits(s)
	}
	return sign + strconv.Itoa(m/60) + ":" + twoDigits(strconv.Itoa(m%60)) + ":" + twoDigits(s)
}

const maxSeconds = 1<<31 - 1

func twoDigits(s string) string {
	if len(s) < 2 {
		return "0" + s
	}
	return s
}

// minutes writes whole minutes, and what a person asks of a negative or
// missing one is answered by "?".
func minutes(seconds int) string { return strconv.Itoa((seconds + 30) / 60) }
