package printer

import (
	"testing"
	"time"
)

func testNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

func TestCSVCells(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "Clean": "Clean", "=1+1": "'=1+1", "+49": "'+49", "-1": "'-1", "@x": "'@x", "\t=1": "' =1", "\r=1": "' =1",
		"\x1b[31m=1": "'=1", "a\nb": "a\nb", "a\r\n=b": "a\n=b", "\u202e=1": "'=1", "\u200b@": "'@",
	} {
		if got := csvCell(in); got != want {
			t.Errorf("csvCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*3600)
	c := Clock{Now: testNow(), Zones: []namedZone{{"the learner", tokyo}}}
	if got := c.At(testNow()); got != "2026-11-20 16:00 UTC (2026-11-21 01:00 JST for the learner)" {
		t.Errorf("said %q", got)
	}
	for d, want := range map[time.Duration]string{
		0: "now", -59 * time.Second: "now", time.Minute: "in 1 minute", -90 * time.Minute: "1 hour ago",
		47 * time.Hour: "in 47 hours", 48 * time.Hour: "in 2 days", -400 * 24 * time.Hour: "400 days ago",
	} {
		if got := c.Distance(testNow().Add(d)); got != want {
			t.Errorf("%s is said as %q, want %q", d, got, want)
		}
	}
}

// A table fits the terminal as long as its headings do, and loses no row.
func TestFit(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"ID", "STATUS", "COURSE"}, {"123456", "second_review_required", "course-v1:Example+Long+2026"}}
	Fit(rows, 44)
	if rows[1][1] != "second_review_required" || rows[1][2] != "course-v1:E…" {
		t.Errorf("cut to %q", rows[1])
	}
	Fit(rows, 10)
	if rows[1][0] != "123456" || rows[0][1] != "STATUS" {
		t.Errorf("cut to %q", rows)
	}
}
