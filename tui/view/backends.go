package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// Service is a configured proctoring service with its last check.
type Service struct {
	model.BackendInfo
	Last Checkup
}

// ServiceColumns is how the list of services divides its width. A column of
// width 0 is left out.
type ServiceColumns struct {
	Name, Kind, State, Age, Address int
}

// The widths that the list of services needs.
const (
	serviceName  = 15
	serviceState = 23
)

// ServiceColumnsFor chooses the columns.
func ServiceColumnsFor(width int) ServiceColumns {
	c := ServiceColumns{Kind: 15, State: serviceState, Age: 4, Address: 28}
	for _, drop := range []*int{&c.Address, &c.Kind, &c.Age} {
		if width-c.fixed() < serviceName {
			*drop = 0
		}
	}
	if width-c.fixed() < serviceName {
		c.State = max(0, min(c.State, width-c.fixed()+c.State-8))
	}
	c.Name = max(0, width-c.fixed())
	if extra := c.Name - 36; extra > 0 && c.Address > 0 {
		c.Address, c.Name = c.Address+extra, 36
	}
	return c
}

// fixed returns what all columns but the name take, with their gaps.
func (c *ServiceColumns) fixed() int {
	n := 3 // the cursor, and a cell at the right end
	for _, w := range []int{c.Kind, c.State, c.Age, c.Address} {
		if w > 0 {
			n += w + columnGap
		}
	}
	return n
}

// Header returns the line of column titles.
func (c ServiceColumns) Header(f Frame) string {
	l := newLine(f).gap(2).cell(theme.Dim, "SERVICE", c.Name)
	l.column(theme.Dim, "LAST CHECK", c.State)
	if c.Age > 0 {
		l.gap(columnGap).right(theme.Dim, "AGE", c.Age)
	}
	l.column(theme.Dim, "KIND", c.Kind)
	l.column(theme.Dim, "ADDRESS", c.Address)
	return l.end()
}

// ServiceRow draws a service in the list.
func ServiceRow(s *Service, c ServiceColumns, f Frame, selected bool) string {
	l := newLine(f)
	l.selected = selected
	g := f.Theme.Glyphs()
	cursor := " "
	if selected {
		cursor = g.Cursor
	}
	l.cell(theme.Accent, cursor, 1).gap(1)
	end := l.used + c.Name
	l.putIn(theme.Text, serviceLabel(s.BackendInfo), c.Name)
	if mark := " default"; s.IsDefault && l.used+len(mark) <= end {
		l.put(theme.Dim, mark)
	}
	l.to(end)
	glyph, role := s.Last.face(g)
	l.column(role, glyph+" "+s.Last.Word(), c.State)
	if c.Age > 0 {
		age := ""
		if s.Last.Phase == Checked || s.Last.Phase == CheckBroken {
			age = f.age(s.Last.Began.Add(s.Last.Took))
		}
		l.gap(columnGap).right(theme.Dim, age, c.Age)
	}
	l.column(theme.Dim, model.Clean(s.Kind), c.Kind)
	l.column(theme.Dim, s.Address.String(), c.Address)
	return l.end()
}

// serviceLabel returns the name that the configuration gives a service.
func serviceLabel(s model.BackendInfo) string {
	if name := model.Clean(s.Name); name != "" {
		return name
	}
	return "(no name)"
}

// NoServices fills the frame where no service is configured, or none matches.
func NoServices(filter string, f Frame) []string {
	if filter != "" {
		return face(f, theme.Text, "No service matches "+filter+".", "/ changes the search, esc clears it")
	}
	return face(f, theme.Text, "No proctoring service is configured.",
		"examdesk keys import FILE takes the services over from an LMS's settings, or PROCTORING_BACKENDS in the configuration names them; ctrl-r looks again.")
}
