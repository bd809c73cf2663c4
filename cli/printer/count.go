package printer

import (
	"strconv"
)

// Counted is a number of things, as [Count].
func Counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// YesNo says a switch.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// Count is a number of things, e.g. "1 minute" or "2 minutes".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
