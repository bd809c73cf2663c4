package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func names[T ~string](set []T) []string {
	out := make([]string, len(set))
	for i, w := range set {
		out[i] = string(w)
	}
	return out
}

// choices are the sets of words that this package knows, by what one of them is.
func choices() map[string][]string {
	out := map[string][]string{
		"status": names(AttemptStatuses()), "section": names(Sections()), "review status": names(ReviewStatuses()),
		"outcome": Outcomes(), "review status of a service": names(StandardStatuses()), "message state": names(MessageStates()),
		"deed": names(Deeds()), "kind of allowance": AllowanceKinds(), "onboarding status": names(OnboardingStatuses()), "filter": filterKeys(),
	}
	for _, k := range FilterKeys() {
		if words := slices.DeleteFunc(slices.Clone(k.Values), func(v string) bool { return strings.ContainsAny(v, "<>.0123456789") }); len(words) > 0 {
			out["value of "+k.Name+":"] = words
		}
	}
	return out
}

// slips are a word with one letter wrong, missing, doubled, or swapped with its
// neighbour, and in capitals.
func slips(word string) []string {
	out := []string{strings.ToUpper(word)}
	for i := range word {
		out = append(out, word[:i]+"q"+word[i+1:], word[:i]+word[i+1:], word[:i+1]+word[i:])
		if i > 0 {
			out = append(out, word[:i-1]+word[i:i+1]+word[i-1:i]+word[i+1:])
		}
	}
	return out
}

// One letter that is wrong still finds the word, in every set, and nothing nearer
// is passed over.
func TestASlipFindsItsWord(t *testing.T) {
	t.Parallel()
	for what, set := range choices() {
		for _, word := range set {
			if len(word) < 3 {
				continue
			}
			for _, slip := range slips(word) {
				if slices.Contains(set, slip) {
					continue
				}
				near := Nearest(slip, set)
				if !slices.Contains(near, word) {
					t.Errorf("%s: %q does not find %q but %q", what, slip, word, near)
					continue
				}
				if first := near[0]; EditDistance(foldedWord(slip), foldedWord(first)) > EditDistance(foldedWord(slip), foldedWord(word)) {
					t.Errorf("%s: %q finds %q before %q", what, slip, first, word)
				}
				if _, err := OneOf(what, slip, set); CodeOf(err) != CodeInvalid || !strings.Contains(err.Error(), "did you mean ") || !strings.Contains(err.Error(), word) {
					t.Errorf("%s: %v does not offer %q", what, err, word)
				}
			}
		}
	}
}

// What is far from every word offers none, and says what there is.
func TestFarOffWordsOfferNothing(t *testing.T) {
	t.Parallel()
	for what, set := range choices() {
		for _, word := range []string{"", "x", "xyzzy", "qqqqqqqqqq", "1234567", "\x1b[31m", "李小龙", strings.Repeat("x", 100_000)} {
			_, err := OneOf(what, word, set)
			if err == nil || strings.Contains(err.Error(), "did you mean") || !strings.Contains(err.Error(), "; use ") {
				t.Errorf("%s: %.200v", what, err)
				continue
			}
			for _, w := range set {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%s: %.200v does not name %s", what, err, w)
				}
			}
		}
		if v, err := OneOf(what, set[0], set); v != set[0] || err != nil {
			t.Errorf("%s: %q is refused: %v", what, set[0], err)
		}
	}
}

func ExampleOneOf() {
	for _, word := range []string{"suspicous", "nonsense"} {
		_, err := OneOf("outcome", word, Outcomes())
		fmt.Println(err)
	}
	_, err := OneOf("section", "needs_decision", Sections())
	fmt.Println(err)
	// Output:
	// "suspicous" is not a valid outcome; did you mean suspicious? The choices are clean, rules_violation, suspicious and not_reviewed.
	// "nonsense" is not a valid outcome; use clean, rules_violation, suspicious or not_reviewed.
	// "needs_decision" is not a valid section; did you mean needs-decision?
}

// Whatever words review statuses have, they are read.
func TestParseOutcome(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]ReviewStatus{
		"clean": ReviewClean, "Clean": ReviewClean, "passed": ReviewClean, "rules_violation": ReviewRulesViolation, "Rules Violation": ReviewRulesViolation,
		"violation": ReviewRulesViolation, "suspicious": ReviewSuspicious, "not_reviewed": ReviewNotReviewed, "NOT_REVIEWED": ReviewNotReviewed, "unreviewed": ReviewNotReviewed,
	} {
		if got, err := ParseOutcome(word); got != want || err != nil {
			t.Errorf("%q is %q, %v", word, got, err)
		}
	}
	if _, err := ParseOutcome("suspicous"); CodeOf(err) != CodeInvalid {
		t.Error(err)
	}
}
