package lmsfile

import (
	"strings"

	"examdesk/backends/settings"
)

// near finds the name that was probably meant: the same but for case, dashes and
// underscores, or with two letters wrong at most.
func near(name string, known []string) (string, bool) {
	const longest = 64
	if len(name) > longest || len(name) < 3 {
		return "", false
	}
	best, least := "", 3
	for _, k := range known {
		x, y := folded(name), folded(k)
		if len(x)-len(y) > 2 || len(y)-len(x) > 2 {
			continue
		}
		d := distance(x, y)
		if d < least && d*3 <= len(k) {
			best, least = k, d
		}
	}
	return best, best != ""
}

func folded(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(s))
}

// distance counts the letters that must be added, dropped or changed.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			before, row[j] = row[j], min(before+cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// serviceKeys are the names of the keys that edx-proctoring lets through.
func serviceKeys() []string {
	var out []string
	for _, k := range settings.Keys() {
		if !k.Ours {
			out = append(out, k.Name)
		}
	}
	return out
}
