package vocab

import (
	"time"
)

// micros is a time as RFC 3339 with microseconds in UTC, null for none.
func micros(t *time.Time) *string {
	if t == nil {
		return nil
	}
	text := t.UTC().Format("2006-01-02T15:04:05.000000Z")
	return &text
}

// ExactTime writes a time in UTC with its microseconds, also where they are 0.
func ExactTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
