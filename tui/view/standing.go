package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// standing draws where a learner stands, in the words of the one table.
func (p *page) standing(s model.Standing) {
	if s.Where == "" {
		return
	}
	p.labelled("stands", theme.Text, s.Where)
	switch {
	case s.Blocked:
		p.labelled("cannot go on", theme.Warn, s.Why)
	case s.Why != "":
		p.labelled("", theme.Dim, s.Why)
	}
	if s.Next != "Nothing." {
		p.labelled("next", theme.Text, s.Next)
	}
	if s.By != nil {
		p.labelled("until", theme.Text, p.zones(*s.By))
	}
}
