package store

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestParseDjango reads what Django writes as the library does, and leaves to it all
// that has another form or names no time.
func TestParseDjango(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(-5e15, 5e15).Draw(rt, "micros")).UTC()
		got, err := parseTime(formatTime(at))
		if err != nil || !got.Equal(at) {
			rt.Fatalf("%s is read as %s, %v", formatTime(at), got, err)
		}
		text := []byte(formatTime(at))
		text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] = rapid.SampledFrom([]byte("0123456789-: .x")).Draw(rt, "as")
		want, err := time.Parse("2006-01-02 15:04:05.999999999", string(text))
		if got, ok := parseDjango(string(text)); ok && (err != nil || !got.Equal(want)) {
			rt.Fatalf("%s is read as %s, not as %s, %v", text, got, want, err)
		}
	})
	for _, text := range []string{"2026-02-30 00:00:00", "2026-13-01 00:00:00", "2026-01-01 24:00:00", "2026-01-01T00:00:00", "2026-01-01 00:00:00,000000", ""} {
		if got, ok := parseDjango(text); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
	for _, text := range []string{"2026-11-20T12:00:00Z", "2026-11-20 12:00:00+00:00", "2026-11-20 13:00:00.000+01:00", "2026-11-20T12:00:00", "2026-11-20 12:00"} {
		if got, err := parseTime(text); err != nil || !got.Equal(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("%q is read as %s, %v", text, got, err)
		}
	}
}
