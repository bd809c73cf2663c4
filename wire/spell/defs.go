package spell

import (
	"fmt"
	"reflect"
	"strings"
)

// Defs collects the schemas of the structs that a document refers to.
type Defs struct {
	// Prefix is before a schema's name in a reference.
	Prefix string
	// ByName are the schemas.
	ByName map[string]*Schema

	types map[string]reflect.Type
}

// NewDefs returns an empty collection.
func NewDefs(prefix string) *Defs {
	return &Defs{Prefix: prefix, ByName: map[string]*Schema{}, types: map[string]reflect.Type{}}
}

// Of describes a type.
func (d *Defs) Of(t reflect.Type) *Schema { return kindOf(t).schema(d) }

func (d *Defs) named(t reflect.Type, make func() *Schema) *Schema {
	name := TypeName(t)
	if other, taken := d.types[name]; taken && other != t {
		panic(fmt.Sprintf("spell: %s and %s have one name", t, other))
	}
	d.types[name] = t
	if _, known := d.ByName[name]; !known {
		d.ByName[name] = nil // a type may contain itself
		d.ByName[name] = make()
	}
	return &Schema{Ref: d.Prefix + name}
}

// TypeName is a type's name in a document.
func TypeName(t reflect.Type) string {
	name := t.Name()
	if i := strings.LastIndexByte(name, '['); i >= 0 {
		inner := name[i+1 : len(name)-1]
		name = name[:i] + inner[strings.LastIndexByte(inner, '.')+1:]
	}
	return name
}

// Schema is a JSON schema, as far as one is needed to describe what is written here.
type Schema struct {
	Ref         string `json:"$ref,omitempty"`
	Description string `json:"description,omitempty"`
	// Type is a name, or a list of them.
	Type                 any                `json:"type,omitempty"`
	Format               string             `json:"format,omitempty"`
	ContentEncoding      string             `json:"contentEncoding,omitempty"`
	Enum                 []any              `json:"enum,omitempty"`
	Examples             []any              `json:"examples,omitempty"`
	AnyOf                []*Schema          `json:"anyOf,omitempty"`
	Items                *Schema            `json:"items,omitempty"`
	Properties           map[string]*Schema `json:"properties,omitempty"`
	AdditionalProperties *Schema            `json:"additionalProperties,omitempty"`
}
