package config

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// ByKey is a YAML mapping that is read in one pass: the library compares each key with
// every other, which takes minutes for tens of thousands of services. [KeyTwice] finds
// duplicate keys.
type ByKey[T any] map[string]T

// UnmarshalYAML reads a mapping, including what is merged into it (<<).
func (m *ByKey[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: not a mapping", n.Line)
	}
	if *m == nil {
		*m = make(map[string]T, len(n.Content)/2)
	}
	return m.add(n)
}

// add adds the keys of a mapping that are not there yet: a mapping's own keys override
// merged ones.
func (m *ByKey[T]) add(n *yaml.Node) error {
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := aliased(n.Content[i]), n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: the key is not a string", key.Line)
		}
		if key.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		if _, has := (*m)[key.Value]; has {
			continue
		}
		var v T
		if err := value.Decode(&v); err != nil {
			return err
		}
		(*m)[key.Value] = v
	}
	for _, value := range merged {
		if err := m.merge(value); err != nil {
			return err
		}
	}
	return nil
}

func (m *ByKey[T]) merge(value *yaml.Node) error {
	from := []*yaml.Node{value}
	if list := aliased(value); list.Kind == yaml.SequenceNode {
		from = list.Content
	}
	for _, n := range from {
		n = aliased(n)
		if n.Kind != yaml.MappingNode {
			return fmt.Errorf("line %d: the merged value is not a mapping", n.Line)
		}
		if err := m.add(n); err != nil {
			return err
		}
	}
	return nil
}

// aliased resolves an alias.
func aliased(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// KeyTwice returns an error for a key that a mapping has twice, anywhere in a document.
func KeyTwice(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		type name struct {
			kind yaml.Kind
			text string
		}
		lines := make(map[name]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			is := name{key.Kind, key.Value}
			if line, has := lines[is]; has {
				return fmt.Errorf("line %d: mapping key %q already defined at line %d", key.Line, key.Value, line)
			}
			lines[is] = key.Line
		}
	}
	for _, child := range n.Content {
		if err := KeyTwice(child); err != nil {
			return err
		}
	}
	return nil
}
