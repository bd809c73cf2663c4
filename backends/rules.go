package backends

import (
	"encoding/json"
	"errors"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/payload"
	"examdesk/backends/settings"
	"examdesk/model"
)

// defaultRules are the rules of exams that have none, nil if none are configured.
func defaultRules(s settings.Service) (*payload.Object, error) {
	e, ok := s.Entry("default_rules")
	if !ok || e.IsNull() {
		return nil, nil
	}
	left := maxRules
	v, err := yamlValue(e.Node, &left)
	rules, isObject := v.(*payload.Object)
	if err != nil || !isObject {
		return nil, model.Wrap(err, model.CodeInvalid, "PROCTORING_BACKENDS.%s.default_rules is not a list of rules with their values.", s.Name)
	}
	return rules, nil
}

// maxRules is how many values rules may have: aliases can make many of few.
const maxRules = 10000

// yamlValue is a value of the configuration as one of JSON, in its order. left
// counts down the values that it may still have.
func yamlValue(n *yaml.Node, left *int) (any, error) {
	if *left--; *left < 0 {
		return nil, errors.New("there are too many values")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return yamlValue(n.Alias, left)
	case yaml.MappingNode:
		o := payload.New()
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := yamlValue(n.Content[i+1], left)
			if err != nil {
				return nil, err
			}
			o.Set(n.Content[i].Value, v)
		}
		return o, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := yamlValue(c, left)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	default:
		return yamlScalar(n)
	}
}

func yamlScalar(n *yaml.Node) (any, error) {
	var v any
	if err := n.Decode(&v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case int, int64, uint64, float64:
		text, err := json.Marshal(v)
		return json.Number(text), err
	}
	return n.Value, nil // a date, say: JSON has none
}
