package config

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// links are addresses by name, in the order in which they are written: learners'
// pages get them in that order.
type links []model.Link

// UnmarshalYAML implements [yaml.Unmarshaler].
func (l *links) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: LINK_URLS must be a map of names to addresses", node.Line)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		var link model.Link
		if err := node.Content[i].Decode(&link.Name); err != nil {
			return err
		}
		if err := node.Content[i+1].Decode(&link.URL); err != nil {
			return err
		}
		*l = append(*l, link)
	}
	return nil
}
