package settings

import "strings"

// longestNear bounds the names that are compared; no setting has a longer one.
const longestNear = 64

// Near is the known name that a misspelt one was probably meant to be, false if
// none is close: the same but for case and what joins words, or with one letter
// in three and two at most wrong.
func Near(name string, known []string) (string, bool) {
	if len(name) < 3 || len(name) > longestNear {
		return "", false
	}
	best, least := "", 3
	for _, k := range known {
		x, y := Folded(name), Folded(k)
		if len(k) > longestNear || len(x)-len(y) > 2 || len(y)-len(x) > 2 {
			continue
		}
		if d := distance(x, y); d < least && d*3 <= len(k) {
			best, least = k, d
		}
	}
	return best, best != ""
}

// Folded is a name without what is most often written otherwise: case, and what
// joins words.
func Folded(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(s))
}

// distance is how many letters must be added, dropped, exchanged or swapped with
// their neighbour to make one name of the other.
func distance(a, b string) int {
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
