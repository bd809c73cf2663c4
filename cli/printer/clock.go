package printer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Age writes a length of time in its largest unit.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + "d"
}

// ZoneFlag adds --zone.
func ZoneFlag(cmd *cobra.Command, zone *string) {
	cmd.Flags().StringVar(zone, "zone", "", "also show times in the learner's `ZONE`, e.g. America/New_York")
}

// Roughly writes a length of time in its largest unit.
func Roughly(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return model.Counted(int(d.Hours()/24), "day")
}

// Clock writes times in UTC and in the zones of its readers.
type Clock struct {
	Now   time.Time
	Zones []namedZone
}

type namedZone struct {
	of  string // whose zone, as in "16:00 CET for the learner"; empty for the reader's
	loc *time.Location
}

// Zone returns the zone named last: the learner's, or else the reader's; nil if there
// is only UTC.
func (c Clock) Zone() *time.Location {
	if len(c.Zones) == 0 {
		return nil
	}
	return c.Zones[len(c.Zones)-1].loc
}

// ClockOf returns the clock of the reader and, if a zone is named, of the learner.
func ClockOf(a *kit.Factory, zone string) (Clock, error) {
	c := Clock{Now: a.Clock()}
	if name, _ := c.Now.In(time.Local).Zone(); name != "UTC" {
		c.Zones = append(c.Zones, namedZone{"", time.Local})
	}
	if zone == "" {
		return c, nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return c, kit.Usagef("--zone %q is not a time zone; write it as in Europe/Oslo, America/New_York or UTC", model.Clean(zone))
	}
	c.Zones = append(c.Zones, namedZone{"the learner", loc})
	return c, nil
}

// At writes a point in time, e.g. "2026-11-20 16:00 UTC (17:00 CET)".
func (c Clock) At(t time.Time) string {
	utc := t.UTC()
	var others []string
	for _, z := range c.Zones {
		there := t.In(z.loc)
		layout := "15:04 MST"
		if there.Format(time.DateOnly) != utc.Format(time.DateOnly) {
			layout = "2006-01-02 15:04 MST"
		}
		said := there.Format(layout)
		if z.of != "" {
			said += " for " + z.of
		}
		others = append(others, said)
	}
	out := utc.Format("2006-01-02 15:04 MST")
	if len(others) > 0 {
		out += " (" + strings.Join(others, ", ") + ")"
	}
	return out
}

// AtAgo writes a point in time and how long ago it was.
func (c Clock) AtAgo(t time.Time) string { return c.At(t) + ", " + c.Distance(t) }

// Distance describes how far a point in time is from now, e.g. "in 3 days" or "2 h
// ago".
func (c Clock) Distance(t time.Time) string {
	d := t.Sub(c.Now)
	ahead := d > 0
	if !ahead {
		d = -d
	}
	var said string
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		said = model.Counted(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		said = model.Counted(int(d/time.Hour), "hour")
	default:
		said = model.Counted(int(d/(24*time.Hour)), "day")
	}
	if ahead {
		return "in " + said
	}
	return said + " ago"
}
