package http

import (
	"context"
	"fmt"
	"strings"
)

// differs replays a sequence on fresh copies and returns the first difference and the
// place of its request; -1 if there is none.
func differs(ctx context.Context, theirs, mine side, list []request) (at int, diff string, err error) {
	if err := theirs.fresh(); err != nil {
		return -1, "", err
	}
	if err := mine.fresh(); err != nil {
		return -1, "", err
	}
	for i, r := range list {
		v, err := compare(ctx, theirs, mine, r)
		if err != nil {
			return -1, "", err
		}
		if v.diff != "" {
			return i, v.diff, nil
		}
		if v.apart {
			return -1, "", nil
		}
	}
	return -1, "", nil
}

// shrink reduces a sequence that differs to one of which no request can be left out
// (delta debugging: halves first, then ever smaller parts).
func shrink(ctx context.Context, theirs, mine side, list []request) (least []request, diff string, err error) {
	at, diff, err := differs(ctx, theirs, mine, list)
	if err != nil || at < 0 {
		return list, diff, err
	}
	least = list[:at+1]
	for size := max(len(least)/2, 1); ; size = max(size/2, 1) {
		reduced := false
		for from := 0; from < len(least); {
			without := append(append([]request{}, least[:from]...), least[min(from+size, len(least)):]...)
			at, d, err := differs(ctx, theirs, mine, without)
			if err != nil {
				return least, diff, err
			}
			if at < 0 {
				from += size
				continue
			}
			least, diff, reduced = without[:at+1], d, true
		}
		if size == 1 && !reduced {
			return least, diff, nil
		}
	}
}

// report is a reduced sequence as it is printed.
func report(seed uint64, from int, least []request, diff string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d: a sequence of %d requests differs; these %d are needed:\n", seed, from, len(least))
	for _, r := range least {
		fmt.Fprintf(&b, "  %s\n", r)
	}
	return b.String() + diff
}
