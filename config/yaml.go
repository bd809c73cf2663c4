package config

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// NodeAt returns the value at a path of mappings, or nil.
func NodeAt(m *yaml.Node, path []string) *yaml.Node {
	for _, key := range path {
		if m = dealias(m); m == nil || m.Kind != yaml.MappingNode {
			return nil
		}
		m = valueOf(m, key)
	}
	return dealias(m)
}

func dealias(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// SetAt sets the value at a path and creates missing mappings. It does not touch values
// under an alias or an anchor, which are used elsewhere too.
func SetAt(m *yaml.Node, path []string, value *yaml.Node) error {
	for i, key := range path[:len(path)-1] {
		inner := valueOf(m, key)
		switch {
		case inner != nil && (inner.Kind == yaml.AliasNode || inner.Anchor != ""):
			return model.Errorf(model.CodeConflict, "%s in the configuration is an alias or has one; write it out, then import again.", strings.Join(path[:i+1], "."))
		case inner == nil || inner.Kind != yaml.MappingNode:
			inner = &yaml.Node{Kind: yaml.MappingNode}
			setKey(m, key, inner)
		}
		inner.Style = 0 // each key has a line of its own
		m = inner
	}
	setKey(m, path[len(path)-1], value)
	return nil
}

// IsNullNode reports whether a key has no value.
func IsNullNode(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// IsEmptyMapping reports whether a mapping has no keys.
func IsEmptyMapping(n *yaml.Node) bool { return n.Kind == yaml.MappingNode && len(n.Content) == 0 }

// SameYAML compares values regardless of the order of keys and of quotes.
func SameYAML(a, b *yaml.Node) bool {
	a, b = dealias(a), dealias(b)
	if a == nil || b == nil || a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	switch a.Kind {
	case yaml.ScalarNode:
		return a.Value == b.Value && a.ShortTag() == b.ShortTag()
	case yaml.MappingNode:
		for i := 0; i+1 < len(a.Content); i += 2 {
			if !SameYAML(a.Content[i+1], valueOf(b, a.Content[i].Value)) {
				return false
			}
		}
	default:
		for i := range a.Content {
			if !SameYAML(a.Content[i], b.Content[i]) {
				return false
			}
		}
	}
	return true
}
