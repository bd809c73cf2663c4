package kit

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// Words completes an argument or a flag from a fixed list of words.
func Words(words ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		return Offered(words, args, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// FirstWord completes only the first argument from a fixed list of words.
func FirstWord(words ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		return Offered(FirstOnly(args, words), args, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// FirstOnly returns the words for a command that takes one argument.
func FirstOnly(args, words []string) []string {
	if len(args) > 0 {
		return nil
	}
	return words
}

// Texts returns the words of a closed list.
func Texts[T ~string](list []T) []string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return out
}

// Offered returns the words that begin with what is typed and are not given yet. It
// leaves out words that a shell would split or a terminal would act upon.
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
