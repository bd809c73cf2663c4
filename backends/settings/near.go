package settings

import (
	"strings"

	"examdesk/model"
)

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
		if d := model.EditDistance(x, y); d < least && d*3 <= len(k) {
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
