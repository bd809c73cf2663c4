package model

import (
	"cmp"
	"slices"
	"strings"
)

// nearWord is a word and how far it is from what was written.
type nearWord struct {
	word string
	far  int
	// inside reports that one contains the other, surely that this or few slips make
	// it near beyond doubt.
	inside, surely bool
}

// Nearest returns at most three words close to a value, the closest first. If none is
// an obvious match, up to two typing errors are forgiven in a word of four letters or
// more.
func Nearest(value string, words []string) []string {
	var found []nearWord
	v := foldedWord(value)
	for _, word := range words {
		if slices.ContainsFunc(found, func(x nearWord) bool { return x.word == word }) {
			continue
		}
		if near, is := nearTo(v, word); is {
			found = append(found, near)
		}
	}
	if slices.ContainsFunc(found, func(x nearWord) bool { return x.surely }) {
		found = slices.DeleteFunc(found, func(x nearWord) bool { return !x.surely })
	}
	slices.SortStableFunc(found, func(a, b nearWord) int { return cmp.Or(a.far-b.far, strings.Compare(a.word, b.word)) })
	if len(found) > 0 { // long words that begin alike are not all meant
		closest := found[0].far
		found = slices.DeleteFunc(found, func(x nearWord) bool { return !x.inside && x.far > closest+1 })
	}
	var out []string
	for _, n := range found[:min(3, len(found))] {
		out = append(out, n.word)
	}
	return out
}

// nearTo compares a folded value with a word, and reports whether they are close.
func nearTo(v, word string) (nearWord, bool) {
	const forgiven = 2
	n := foldedWord(word)
	short, long := len([]rune(v)), len([]rune(n))
	if short > long {
		short, long = long, short
	}
	slips := max(1, short/3)
	most := slips
	if short > 3 { // in less, two slips leave nothing of it
		most = max(slips, forgiven)
	}
	inside := short > 1 && (strings.Contains(n, v) || strings.Contains(v, n))
	if short == 0 || !inside && long-short > most { // a cheap no, whatever length was written
		return nearWord{}, false
	}
	far := EditDistance(v, n)
	return nearWord{word, far, inside, inside || far <= slips}, inside || far <= most && far < long
}

// foldedWord removes the differences that matter least: case, and the character that
// joins the parts of a word.
func foldedWord(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
}

// EditDistance returns how many letters must be inserted, removed, replaced or
// swapped with their neighbour to turn one text into the other (optimal string
// alignment).
func EditDistance(one, other string) int {
	a, b := []rune(one), []rune(other)
	before, row := []int(nil), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
