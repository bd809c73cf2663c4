package model

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	b := DefaultBackoff()
	for _, c := range []struct {
		tries  int
		jitter float64
		want   time.Duration
	}{
		{1, 0, 10 * time.Second},
		{1, 1, 8 * time.Second},
		{1, 0.5, 9 * time.Second},
		{2, 0, 20 * time.Second},
		{3, 0, 40 * time.Second},
		{9, 0, 2560 * time.Second},
		{10, 0, time.Hour},
		{30, 0, time.Hour},
		{30, 1, 48 * time.Minute},
		{1 << 30, 0, time.Hour},
		{0, 0, 10 * time.Second},
		{1, -3, 10 * time.Second},
		{1, 7, 8 * time.Second},
	} {
		if got := b.Wait(c.tries, c.jitter); got != c.want {
			t.Errorf("after %d tries, jitter %v: %v, want %v", c.tries, c.jitter, got, c.want)
		}
	}
}

// The back-off gives a platform that is down for a night time to come back.
func TestBackoffLastsANight(t *testing.T) {
	t.Parallel()
	b := DefaultBackoff()
	var shortest time.Duration
	for tries := 1; tries < b.Tries; tries++ {
		shortest += b.Wait(tries, 1)
	}
	if shortest < 16*time.Hour {
		t.Errorf("given up after %v", shortest)
	}
}

func TestParseMessageState(t *testing.T) {
	t.Parallel()
	for _, s := range MessageStates() {
		if got, err := ParseMessageState(string(s)); got != s || err != nil {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "Pending", "sent", "\x1b[2J"} {
		if _, err := ParseMessageState(s); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}
