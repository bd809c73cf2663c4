package model

import (
	"strings"
)

// ParseFilter reads the filter grammar of the desk and the commands; docs/filters.md
// describes it:
//
//	status:error,submitted -status:verified course:ID exam:NAME learner:USERNAME
//	backend:NAME review:Suspicious reviewer:USERNAME|none age:>7d age:<12h
//	is:stuck|practice|proctored|resumable section:needs-decision comments:>3
//	submitted:>=2026-11-01 risk:high mine:decided free text ~fuzzy
//	!part  (part part)  part or part
//
// A value with spaces is put in double quotes. Words without a colon, and
// quoted ones, are free text. Errors are of type [FilterError].
func ParseFilter(s string) (Filter, error) {
	tree, err := ParseFilterTree(s)
	if err != nil {
		return Filter{}, err
	}
	r := filterReader{source: s}
	f := r.group(tree, false)
	if r.err != nil {
		return Filter{}, r.err
	}
	f.Operators = r.operators
	return f, nil
}

// isOperator reports whether a word is one that other programs take for an operator.
// A filter takes it as text, and a note says so.
func isOperator(word string) bool {
	switch strings.ToLower(word) {
	case "and", "not", "|", "||", "&", "&&":
		return true
	}
	return false
}

// looksLikeField distinguishes a misspelt field from text such as a course id, whose
// part before the colon has a digit or a plus.
func looksLikeField(key string) bool {
	key = strings.TrimPrefix(key, "-")
	if key == "" || len(key) > 12 {
		return false
	}
	for _, r := range key {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}

// filterReader gives the words of a tree their meaning. It keeps the first error.
type filterReader struct {
	source    string
	err       error
	operators []string
}

// group turns a node into a filter. Parts joined by "all" become one conjunction, in
// which several values of the same part are alternatives.
func (r *filterReader) group(n *FilterNode, not bool) Filter {
	switch n.Op {
	case FilterAll:
		if !not {
			return r.all(n.Kids)
		}
	case FilterWord:
		if !not {
			return r.all([]*FilterNode{n})
		}
	case FilterNot:
		return r.group(n.Kids[0], !not)
	case FilterAny:
	}
	g := FilterGroup{Not: not}
	kids := []*FilterNode{n}
	if n.Op == FilterAny {
		kids = n.Kids
	}
	for _, k := range kids {
		g.Any = append(g.Any, r.group(k, false))
	}
	return Filter{Groups: []FilterGroup{g}}
}

func (r *filterReader) all(kids []*FilterNode) Filter {
	var f Filter
	var apart []Filter
	for _, k := range kids {
		if k.Op == FilterNot {
			if inner := k.Kids[0]; inner.Op == FilterWord && inner.Key == "status" {
				k = &FilterNode{Op: FilterWord, Key: "-status", Value: inner.Value, At: inner.At, token: inner.token}
			}
		}
		if k.Op == FilterWord {
			r.word(&f, k)
			continue
		}
		apart = append(apart, r.group(k, false))
	}
	for _, o := range apart {
		f = f.And(o)
	}
	return f
}

// word adds a word to a conjunction.
func (r *filterReader) word(f *Filter, n *FilterNode) {
	switch {
	case r.err != nil:
	case n.Key != "":
		w := filterWord{f: f, node: n, source: r.source, offset: len(n.token.text) - len(n.Value)}
		r.err = w.set()
	case n.Fuzzy:
		f.Fuzzy = append(f.Fuzzy, n.Value)
	case strings.TrimSpace(n.Value) == "":
	case f.Text == "":
		f.Text = n.Value
	default:
		f.Words = append(f.Words, n.Value)
	}
	if n.Operator {
		r.operators = append(r.operators, n.Value)
	}
}
