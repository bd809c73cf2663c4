package database

import (
	"time"

	"examdesk/mirror"
)

// seen moves a feed forward by ids that were read, in ascending order: those within
// gaps close them, and those that were left out above the tail are gaps.
func seen(f mirror.Feed, ids []int64, now time.Time) mirror.Feed {
	for _, id := range ids {
		if id <= f.Tail {
			f.Gaps = fillGap(f.Gaps, id)
			continue
		}
		if id > f.Tail+1 {
			f.Gaps = append(f.Gaps, mirror.Gap{From: f.Tail + 1, To: id - 1, Seen: now})
		}
		f.Tail = id
	}
	return f
}

// fillGap takes one id from the gaps.
func fillGap(gaps []mirror.Gap, id int64) []mirror.Gap {
	out := make([]mirror.Gap, 0, len(gaps)+1)
	for _, g := range gaps {
		if id < g.From || id > g.To {
			out = append(out, g)
			continue
		}
		if g.From < id {
			out = append(out, mirror.Gap{From: g.From, To: id - 1, Seen: g.Seen})
		}
		if id < g.To {
			out = append(out, mirror.Gap{From: id + 1, To: g.To, Seen: g.Seen})
		}
	}
	return out
}

// giveUp takes the gaps away that were asked for long enough. A transaction that was
// open for longer is left to the sweep.
func giveUp(f mirror.Feed, patience time.Duration, now time.Time) mirror.Feed {
	var out []mirror.Gap
	for _, g := range f.Gaps {
		if now.Sub(g.Seen) < patience {
			out = append(out, g)
		}
	}
	f.Gaps = out
	return f
}

// gapsOf returns what is left out of ids in ascending order, from a first to a last one.
func gapsOf(ids []int64, from, to int64, now time.Time) []mirror.Gap {
	f := mirror.Feed{Tail: from - 1}
	f = seen(f, ids, now)
	if f.Tail < to {
		f.Gaps = append(f.Gaps, mirror.Gap{From: f.Tail + 1, To: to, Seen: now})
	}
	return f.Gaps
}
