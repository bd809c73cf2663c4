// Package jsonschema describes the JSON of commands by JSON Schema, draft 2020-12.
// Only tests use it: they write docs/schemas and hold what commands print against
// them.
package jsonschema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"examdesk/cli/jsonout"
)

// Of is the schema of what a command prints: one of the shapes.
func Of(title string, shapes []reflect.Type) (*jsonschema.Schema, error) {
	var each []*jsonschema.Schema
	for _, shape := range shapes {
		s, err := jsonschema.ForType(shape, &jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
			reflect.TypeFor[jsonout.Time](): {
				Type: "string", Format: "date-time", Pattern: `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`,
			},
			reflect.TypeFor[jsonout.MaybeList](): {Types: []string{"array", "null"}, Items: &jsonschema.Schema{Type: "string"}},
			reflect.TypeFor[json.RawMessage]():   {},
		}})
		if err != nil {
			return nil, err
		}
		lists(s)
		each = append(each, s)
	}
	s := each[0]
	if len(each) > 1 {
		s = &jsonschema.Schema{AnyOf: each}
	}
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", title
	return s, nil
}

// lists makes sure that a list is never null: nothing is an empty list.
func lists(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if slices.Equal(s.Types, []string{"null", "array"}) {
		s.Types, s.Type = nil, "array"
	}
	lists(s.Items)
	lists(s.AdditionalProperties)
	for _, p := range s.Properties {
		lists(p)
	}
}

// Check holds values that were printed one after another against a schema. each
// allows the elements of a list, without the list, as a command that watches
// prints them.
func Check(s *jsonschema.Schema, printed []byte, each bool) error {
	if each && s.Type == "array" {
		s = s.Items
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(printed))
	for n := 0; ; n++ {
		var v any
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("value %d: %w", n+1, err)
		}
		if err := resolved.Validate(v); err != nil {
			return fmt.Errorf("value %d: %w", n+1, err)
		}
	}
}
