package printer

import (
	_ "time/tzdata"

	"examdesk/cli/kit"
)

// List are the flags of what lists something.
type List struct {
	Limit  int
	AsJSON bool
}

// Check refuses a limit below zero.
func (l List) Check() error {
	if l.Limit < 0 {
		return kit.Usagef("--limit %d: give 0 or more", l.Limit)
	}
	return nil
}

// Cut keeps as many rows as are to be listed.
func Cut[T any](l List, rows []T) []T {
	if l.Limit > 0 && len(rows) > l.Limit {
		return rows[:l.Limit]
	}
	return rows
}
