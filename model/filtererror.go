package model

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// FilterError reports what is wrong with a filter, and where. Its code is
// [CodeInvalid].
type FilterError struct {
	// Filter is the whole text; At is the part that is wrong.
	Filter string
	At     Span
	err    *Error
}

func filterError(source string, at Span, format string, args ...any) *FilterError {
	at.From = min(max(at.From, 0), len(source))
	at.To = min(max(at.To, at.From), len(source))
	return &FilterError{Filter: source, At: at, err: Errorf(CodeInvalid, format, args...)}
}

// Error returns the sentence, without the place.
func (e *FilterError) Error() string { return e.err.Error() }

// Unwrap returns the sentence with its code.
func (e *FilterError) Unwrap() error { return e.err }

// Column returns where the wrong part begins, in characters, counting from 1.
func (e *FilterError) Column() int { return utf8.RuneCountInString(e.Filter[:e.At.From]) + 1 }

// Parts splits the filter into what is before, at and after the wrong part, each safe
// to draw on one line.
func (e *FilterError) Parts() (before, at, behind string) {
	line := func(s string) string { return strings.ReplaceAll(Clean(s), "\n", " ") }
	return line(e.Filter[:e.At.From]), line(e.Filter[e.At.From:e.At.To]), line(e.Filter[e.At.To:])
}

// ParseDeedFilter is [ParseFilter] for a command that changes what the filter finds.
// It refuses a word that only looks like an operator, which a list takes as text, and
// a filter that finds everything.
func ParseDeedFilter(s string) (Filter, error) {
	f, err := ParseFilter(s)
	if err != nil {
		return f, err
	}
	if tree, err := ParseFilterTree(s); err == nil {
		tree.Each(func(n *FilterNode) {
			if n.Operator && err == nil {
				err = filterError(s, n.At, "%q is not an operator here; %s", n.Value, operatorsThereAre)
			}
		})
		if err != nil {
			return Filter{}, err
		}
	}
	if f.isEverything() {
		return Filter{}, filterError(s, Span{0, len(s)}, "This filter finds every attempt; write section:all if you mean that.")
	}
	return f, nil
}

// isEverything reports whether the filter narrows nothing down.
func (f Filter) isEverything() bool {
	for _, g := range f.Groups {
		if g.Not || !slices.ContainsFunc(g.Any, Filter.isEverything) {
			return false
		}
	}
	f.Groups = nil
	return reflect.DeepEqual(f, Filter{})
}

// NewFilterError returns the error about a filter that another store found.
func NewFilterError(filter string, at Span, err *Error) *FilterError {
	e := filterError(filter, at, "")
	e.err = err
	return e
}
