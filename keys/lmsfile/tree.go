package lmsfile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// Limits of one file. No settings of an LMS come near them.
const (
	maxDepth = 64
	maxNodes = 200_000
)

// Tags of values that are not data: a program expression, or a template.
// Their text is not kept.
const (
	tagExpression = "!expression"
	tagTemplate   = "!template"
)

// place is where something stands.
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

// fieldsOf are a mapping's keys and values in their order.
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

// field is a mapping's value of a key, the last if there are several, nil if
// there is none.
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

// isEmpty reports whether the LMS takes the value for absent.
func isEmpty(n *yaml.Node) bool {
	return isNull(n) || isScalar(n) && n.Value == "" && n.Tag == "!!str" || !isScalar(n) && len(n.Content) == 0
}

// copyTop copies a mapping, not what is in it.
func copyTop(m *yaml.Node) *yaml.Node {
	c := *m
	c.Content = slices.Clone(m.Content)
	return &c
}

// sameNode compares values; the order of keys does not matter.
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

// shift moves a tree that was read from a part of a file to its lines.
func shift(n *yaml.Node, lines int) {
	if lines == 0 || n == nil {
		return
	}
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}
