package model

import (
	"testing"
	"time"
)

func TestAllowedMinutes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	due := func(d time.Duration) *time.Time { at := now.Add(d); return &at }
	left := func(s int) *Attempt { return &Attempt{TimeRemainingSeconds: &s} }
	for name, c := range map[string]struct {
		due     *time.Time
		current *Attempt
		granted int
		want    int
	}{
		"the limit":              {nil, nil, 0, 90},
		"granted minutes":        {nil, nil, 30, 120},
		"what was left":          {nil, left(10*60 + 59), 30, 10},
		"nothing noted as left":  {nil, left(0), 30, 120},
		"due in time":            {due(2 * time.Hour), nil, 0, 90},
		"due before":             {due(time.Hour + 59*time.Second), nil, 30, 60},
		"due while continuing":   {due(5 * time.Minute), left(600), 0, 5},
		"overdue, never below 0": {due(-time.Hour), nil, 0, 0},
	} {
		if got := AllowedMinutes(Exam{TimeLimitMins: 90, DueDate: c.due}, c.current, c.granted, now); got != c.want {
			t.Errorf("%s: %d minutes, want %d", name, got, c.want)
		}
	}
	if _, err := GrantedMinutes("half an hour"); CodeOf(err) != CodeInvalid {
		t.Errorf("an allowance that is not a number: %v", err)
	}
}
