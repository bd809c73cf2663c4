package printer

import (
	_ "time/tzdata"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
)

// List has the flags of a command that lists something.
type List struct {
	Limit  int
	AsJSON bool
}

// Flags adds --limit with its default, and --json, which prints an array of the
// shape.
func (l *List) Flags(cmd *cobra.Command, limit int, usage string, shape any) {
	cmd.Flags().IntVar(&l.Limit, "limit", limit, usage)
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, shape)
}

// Check refuses a limit below zero.
func (l List) Check() error {
	if l.Limit < 0 {
		return kit.Usagef("--limit %d: give 0 or more", l.Limit)
	}
	return nil
}

// Cut returns at most as many rows as are to be listed.
func Cut[T any](l List, rows []T) []T {
	if l.Limit > 0 && len(rows) > l.Limit {
		return rows[:l.Limit]
	}
	return rows
}
