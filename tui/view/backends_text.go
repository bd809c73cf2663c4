package view

import (
	"fmt"
	"strings"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// ReportText returns the report as plain text for a ticket. It holds no secret, since
// no check does.
func ReportText(s *Service, zone *time.Location) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	name := serviceLabel(s.BackendInfo)
	if v := s.VerboseName.String(); v != "" && v != name {
		name += " (" + v + ")"
	}
	line("Proctoring service %s: %s", name, s.Last.Word())
	line("%s", strings.Join(serviceWords(s.BackendInfo), ", "))
	end := s.Last.Began.Add(s.Last.Took)
	kind := "nothing was registered at the service"
	if s.Last.Live {
		kind = "with a live registration"
	}
	const layout = "Mon 2 Jan 2006 15:04:05"
	when := stamp(end, zone, layout)
	if utc := stamp(end, time.UTC, layout); utc != when {
		when += " (" + utc + ")"
	}
	line("Checked %s, took %s, %s.", when, spent(s.Last.Took), kind)
	if s.Last.Problem != "" {
		line("%s", model.Clean(s.Last.Problem))
	}
	width := 0
	for _, c := range s.Last.Checks {
		width = max(width, theme.Width(model.Clean(c.Name)))
	}
	for i, c := range s.Last.Checks {
		if i == 0 {
			line("")
		}
		lead, seen := checkSeen(c, s.Last.Phase)
		if c.State == model.CheckPass {
			lead = "well" + yesNo(seen == "", "", ": ")
		}
		line("%s  %s", theme.Pad(model.Clean(c.Name), width), lead+seen)
		if remedy := c.Remedy.String(); remedy != "" && c.State != model.CheckPass {
			line("%s  Remedy: %s", theme.Spaces(width), remedy)
		}
	}
	return b.String()
}
