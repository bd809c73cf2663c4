package verify

import "strings"

// near is the name that a misspelt one was probably meant to be, empty if none
// is close.
func near(name string, known []string) string {
	const closeEnough = 3
	best, at := "", closeEnough
	for _, k := range known {
		limit := min(closeEnough, max(1, len(k)/3)+1)
		if d := distance(plainName(name), plainName(k)); d < at && d < limit {
			best, at = k, d
		}
	}
	return best
}

// plainName leaves out what is most often written otherwise.
func plainName(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(s))
}

// distance is how many letters must be added, dropped, exchanged or swapped with
// their neighbour to make one name of the other. Long ones are not compared.
func distance(a, b string) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return longest
	}
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
