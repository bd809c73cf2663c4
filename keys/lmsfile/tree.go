package lmsfile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// Limits for one file, far beyond any real LMS settings.
const (
	maxDepth = 64
	maxNodes = 200_000
)

// Tags of values that are not data: a program expression or a template. Their text is
// not kept.
const (
	tagExpression = "!expression"
	tagTemplate   = "!template"
)

// place is a position in a file.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return model.Clean(p.file)
	}
	return fmt.Sprintf("%s:%d", model.Clean(p.file), p.line)
}

// fieldsOf returns a mapping's keys and values in order.
func fieldsOf(m *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		if m == nil || m.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(m.Content); i += 2 {
			if !yield(m.Content[i], m.Content[i+1]) {
				return
			}
		}
	}
}

// field returns the value of a mapping's key, the last if there are several, or nil.
func field(m *yaml.Node, key string) *yaml.Node {
	var found *yaml.Node
	for k, v := range fieldsOf(m) {
		if k.Value == key {
			found = v
		}
	}
	return found
}

// setField sets a key of a mapping.
func setField(m *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content[i+1] = value
			return
		}
	}
	m.Content = append(m.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: value.Line}, value)
}

func isMap(n *yaml.Node) bool    { return n != nil && n.Kind == yaml.MappingNode }
func isScalar(n *yaml.Node) bool { return n != nil && n.Kind == yaml.ScalarNode }
func isNull(n *yaml.Node) bool   { return n == nil || isScalar(n) && n.Tag == "!!null" }

// isEmpty reports whether the LMS treats the value as absent.
func isEmpty(n *yaml.Node) bool {
	return isNull(n) || isScalar(n) && n.Value == "" && n.Tag == "!!str" || !isScalar(n) && len(n.Content) == 0
}

// copyTop copies a mapping but not its contents.
func copyTop(m *yaml.Node) *yaml.Node {
	c := *m
	c.Content = slices.Clone(m.Content)
	return &c
}

// sameNode compares values regardless of the order of keys.
func sameNode(a, b *yaml.Node) bool {
	if isNull(a) || isNull(b) {
		return isNull(a) && isNull(b)
	}
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	switch a.Kind {
	case yaml.ScalarNode:
		return a.Value == b.Value && a.Tag == b.Tag
	case yaml.MappingNode:
		for k, v := range fieldsOf(a) {
			if other := field(b, k.Value); other == nil || !sameNode(v, other) {
				return false
			}
		}
		return true
	default:
		for i := range a.Content {
			if !sameNode(a.Content[i], b.Content[i]) {
				return false
			}
		}
		return true
	}
}

// shift changes the line numbers of a tree from those of a part of a file to those of
// the file.
func shift(n *yaml.Node, lines int) {
	if lines == 0 || n == nil {
		return
	}
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}
