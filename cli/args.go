package cli

import (
	"regexp"
	"slices"
)

// excludingLast moves the parts of a filter that exclude something, as in
// -status:verified, behind the flags, which they resemble. The value of a flag stays
// with it.
func excludingLast(args []string) []string {
	exclusion := regexp.MustCompile(`^-[a-z_]+:`)
	var rest, excluding []string
	for i, arg := range args {
		if arg == "--" {
			rest = append(rest, args[i:]...)
			return append(rest, excluding...)
		}
		if exclusion.MatchString(arg) && (i == 0 || !slices.Contains([]string{"--filter", "--reason", "--name"}, args[i-1])) {
			excluding = append(excluding, arg)
		} else {
			rest = append(rest, arg)
		}
	}
	if len(excluding) == 0 {
		return rest
	}
	return append(append(rest, "--"), excluding...)
}
