package sample

import (
	"math/rand/v2"
	"time"
)

// stamp is a moment in microseconds since 1970, UTC: what Django keeps. Zero
// means none.
type stamp int64

const (
	second = stamp(1_000_000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

func stampOf(t time.Time) stamp { return stamp(t.UnixMicro()) }

func (s stamp) time() time.Time { return time.UnixMicro(int64(s)).UTC() }

// text returns the moment as Django writes it into SQLite: without the fraction
// when that is zero.
func (s stamp) text() string {
	if s%second == 0 {
		return s.time().Format("2006-01-02 15:04:05")
	}
	return s.time().Format("2006-01-02 15:04:05.000000")
}

// orNull returns the moment for a column that may be empty.
func (s stamp) orNull() any {
	if s == 0 {
		return nil
	}
	return s.text()
}

// floorHour returns the full hour before, which is how people set due dates.
func (s stamp) floorHour() stamp { return s - s%hour }

// dice draws from a seeded stream. One is used for many streams, since making
// one for each attempt would cost more than its draws.
type dice struct {
	pcg *rand.PCG
	*rand.Rand
}

func newDice() *dice {
	pcg := rand.NewPCG(0, 0)
	return &dice{pcg: pcg, Rand: rand.New(pcg)} //nolint:gosec // sample data must repeat, not surprise
}

// reset starts the stream that belongs to a seed and a subject.
func (d *dice) reset(seed, subject uint64) { d.pcg.Seed(seed, subject*0x9e3779b97f4a7c15) }

// between draws from [lo, hi); lo if there is no room.
func (d *dice) between(lo, hi stamp) stamp {
	if hi <= lo {
		return lo
	}
	return lo + stamp(d.Int64N(int64(hi-lo)))
}

// chance is true in n of 1000 cases.
func (d *dice) chance(n int) bool { return d.IntN(1000) < n }

// pick draws one of the texts.
func (d *dice) pick(from []string) string { return from[d.IntN(len(from))] }
