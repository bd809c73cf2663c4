package model

import (
	"strings"
	"unicode"
)

// FilterOp is the operation of a node in a filter's tree.
type FilterOp int

// The operations. A word is either a part such as status:error or text.
const (
	FilterAll FilterOp = iota // every kid must match
	FilterAny                 // at least one kid must match
	FilterNot                 // its only kid must not match
	FilterWord
)

// FilterNode is a filter as it was written: a tree whose leaves are words.
type FilterNode struct {
	Op   FilterOp
	Kids []*FilterNode
	// Key and Value are the halves of a word such as status:error; text has no key.
	Key, Value string
	// Fuzzy marks text that matches by its letters and their order alone.
	Fuzzy bool
	// Operator marks text that other programs take for an operator.
	Operator bool
	// At is its place in the source.
	At Span

	token filterToken
}

// String writes the filter in its own grammar; parsing it gives the same tree.
func (n *FilterNode) String() string {
	switch n.Op {
	case FilterAny:
		return n.join(" or ", func(k *FilterNode) bool { return k.Op == FilterAny })
	case FilterNot:
		kid := n.Kids[0]
		if kid.Op == FilterAll || kid.Op == FilterAny {
			return "!(" + kid.String() + ")"
		}
		return "!" + kid.String()
	case FilterWord:
		return n.word()
	case FilterAll:
	}
	return n.join(" ", func(k *FilterNode) bool { return k.Op == FilterAll || k.Op == FilterAny })
}

func (n *FilterNode) join(with string, grouped func(*FilterNode) bool) string {
	parts := make([]string, len(n.Kids))
	for i, k := range n.Kids {
		parts[i] = k.String()
		if grouped(k) {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, with)
}

func (n *FilterNode) word() string {
	switch {
	case n.Key != "":
		return n.Key + ":" + quoteFilter(n.Value)
	case n.Operator:
		return n.Value
	case n.Fuzzy:
		return "~" + quoteFilter(n.Value)
	case strings.EqualFold(n.Value, "or") || isOperator(n.Value):
		return `"` + n.Value + `"`
	}
	return quoteFilter(n.Value)
}

// quoteFilter puts text in quotation marks if it has characters that mean something
// in the grammar. Text never contains a quotation mark, because the lexer removes
// them.
func quoteFilter(s string) string {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+/,<>=", r) {
			return `"` + s + `"`
		}
	}
	if s == "" {
		return `""`
	}
	return s
}

// Each calls f for each word.
func (n *FilterNode) Each(f func(*FilterNode)) {
	if n.Op == FilterWord {
		f(n)
	}
	for _, k := range n.Kids {
		k.Each(f)
	}
}
