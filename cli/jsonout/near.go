package jsonout

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// DidYouMean offers the nearest of the choices; empty if none is near.
func DidYouMean(typed string, choices []string) string { return Offer(Near(typed, choices)) }

// Offer asks whether one of the near ones was meant; empty without any.
func Offer(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf(", did you mean %s?", strings.Join(near, " or "))
}

// Near are the choices that the typed word is a slip of, at most three. Cobra's
// rule decides, which is that of its suggestions for commands.
func Near(typed string, choices []string) []string {
	if typed == "" {
		return nil
	}
	names := &cobra.Command{SuggestionsMinimumDistance: 1}
	for _, choice := range choices {
		names.AddCommand(&cobra.Command{Use: choice, Run: func(*cobra.Command, []string) {}})
	}
	near := names.SuggestionsFor(typed)
	if len(near) == 0 && len(typed) > 3 { // in less, two slips leave nothing of it
		names.SuggestionsMinimumDistance = 2
		near = names.SuggestionsFor(typed)
	}
	return near[:min(len(near), 3)]
}
