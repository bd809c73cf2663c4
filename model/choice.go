package model

import (
	"slices"
	"strings"
)

// fewChoices is how many words a sentence still lists when it already offers what
// may be meant.
const fewChoices = 6

// OneOf reads a word that is one of a fixed set: the outcome of a review, a
// status, a kind. what names one of the set, as in "outcome". The error offers
// what may be meant; its code is [CodeInvalid]. If the words have other
// spellings, try those first and use [NotOneOf] for the error.
func OneOf[T ~string](what, word string, set []T) (T, error) {
	if slices.Contains(set, T(word)) {
		return T(word), nil
	}
	return "", NotOneOf(what, word, set)
}

// NotOneOf returns the error for a word that is not one of a fixed set.
func NotOneOf[T ~string](what, word string, set []T) *Error {
	return Errorf(CodeInvalid, "%q is not a valid %s; %s", word, what, Meant(word, set))
}

// Meant ends a sentence about a word that is not one of a set: with what may be
// meant, or else with what there is to choose from.
func Meant[T ~string](word string, set []T) string {
	words := make([]string, 0, len(set))
	for _, w := range set {
		words = append(words, string(w))
	}
	near := Nearest(word, words)
	switch {
	case len(words) == 0:
		return "there is none."
	case len(near) == 0:
		return "use " + Listed("or", words) + "."
	case len(words) <= fewChoices && len(words) > len(near):
		return "did you mean " + Listed("or", near) + "? The choices are " + Listed("and", words) + "."
	}
	return "did you mean " + Listed("or", near) + "?"
}

// Listed puts words into a sentence: "a", "a or b", "a, b or c".
func Listed(joint string, words []string) string {
	safe := make([]string, len(words))
	for i, w := range words {
		safe[i] = Clean(w)
	}
	last := len(safe) - 1
	if last < 1 {
		return strings.Join(safe, "")
	}
	return strings.Join(safe[:last], ", ") + " " + joint + " " + safe[last]
}
