package kit

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// Words completes an argument or a flag by some of a fixed list of words.
func Words(words ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		return Offered(words, args, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// FirstWord completes the first argument by some of a fixed list of words, and no
// other one.
func FirstWord(words ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		return Offered(FirstOnly(args, words), args, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// FirstOnly are the words of a command that takes one argument.
func FirstOnly(args, words []string) []string {
	if len(args) > 0 {
		return nil
	}
	return words
}

// Texts are the words of a closed list.
func Texts[T ~string](list []T) []string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return out
}

// Offered are the words that begin as what is typed and are not given yet. What
// a shell would take apart or a terminal would act upon is none.
func Offered(words, given []string, begun string) []string {
	var out []string
	for _, w := range words {
		rest, begins := strings.CutPrefix(w, begun)
		plain := w == model.Clean(w) && !strings.ContainsAny(rest, " \t\\'\"`$;&|<>(){}*?!#~")
		if plain && begins && !slices.Contains(given, w) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
