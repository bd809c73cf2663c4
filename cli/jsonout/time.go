package jsonout

import (
	"fmt"
	"time"
)

// Time is a time in the JSON of all commands: RFC 3339 in UTC with microseconds, even
// if they are 0, so that texts sort as times do.
type Time time.Time

// TimeLayout is the form of a [Time].
const TimeLayout = "2006-01-02T15:04:05.000000Z"

// MarshalJSON writes the time.
func (t Time) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%q", time.Time(t).UTC().Format(TimeLayout)), nil
}
