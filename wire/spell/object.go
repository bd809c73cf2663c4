package spell

import (
	"fmt"
	"reflect"
	"sync"

	"examdesk/model"
)

// object is a struct.
type object struct {
	t reflect.Type
	// fields are worked out at the first use: a type may contain itself.
	fields func() fieldSet
}

type fieldSet struct {
	list  []field
	named map[string]int
}

type field struct {
	name  string
	index []int
	kind  kind
	// brief leaves the field out where it says nothing: it is tagged json:",omitzero".
	brief bool
}

func newObject(t reflect.Type) object {
	return object{t, sync.OnceValue(func() fieldSet {
		s := fieldSet{named: map[string]int{}}
		s.add(t, t, nil)
		return s
	})}
}

// add collects the fields of a struct, and of those that it embeds in their place.
func (s *fieldSet) add(whole, t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, at...), i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			s.add(whole, f.Type, index)
			continue
		case f.Tag.Get("json") == "-":
			continue
		case !f.IsExported():
			panic(fmt.Sprintf("spell: %s.%s is not exported", t, f.Name))
		}
		name := nameOf(t, f)
		if _, twice := s.named[name]; twice {
			panic(fmt.Sprintf("spell: %s has two fields named %s", whole, name))
		}
		s.named[name] = len(s.list)
		s.list = append(s.list, field{name, index, kindOf(f.Type), f.Tag.Get("json") == ",omitzero"})
	}
}

func (o object) write(b []byte, v reflect.Value) []byte {
	b = append(b, '{')
	begun := false
	for _, f := range o.fields().list {
		value := v.FieldByIndex(f.index)
		if f.brief && value.IsZero() {
			continue
		}
		if begun {
			b = append(b, ',')
		}
		begun = true
		b = append(appendString(b, f.name), ':')
		b = f.kind.write(b, value)
	}
	return append(b, '}')
}

func (o object) read(r *reader, v reflect.Value) error {
	set := o.fields()
	if err := r.open('{', "an object"); err != nil {
		return err
	}
	seen := make([]bool, len(set.list))
	for r.more() {
		name, err := next[string](r, "a name")
		if err != nil {
			return err
		}
		at, known := set.named[name]
		switch {
		case known && seen[at]:
			return model.Errorf(model.CodeInvalid, "%s has the field %s twice.", r.place(), name)
		case known:
			seen[at] = true
			f := set.list[at]
			err = r.within(name, func() error { return f.kind.read(r, v.FieldByIndex(f.index)) })
		case r.strict:
			return model.Errorf(model.CodeInvalid, "%s has no field %s.", r.place(), name)
		default:
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
	return r.close()
}

func (o object) schema(d *Defs) *Schema {
	return d.named(o.t, func() *Schema {
		s := &Schema{Type: "object", Properties: map[string]*Schema{}}
		for _, f := range o.fields().list {
			s.Properties[f.name] = f.kind.schema(d)
		}
		return s
	})
}

type pointer struct{ elem reflect.Type }

func (p pointer) of() kind { return kindOf(p.elem) }

func (p pointer) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, "null"...)
	}
	return p.of().write(b, v.Elem())
}

func (p pointer) read(r *reader, v reflect.Value) error {
	null, err := r.isNull()
	if err != nil || null {
		return err
	}
	to := reflect.New(p.elem)
	v.Set(to)
	return p.of().read(r, to.Elem())
}

func (p pointer) schema(d *Defs) *Schema { return orNull(p.of().schema(d)) }

func orNull(s *Schema) *Schema {
	switch kind := s.Type.(type) {
	case string:
		s.Type = []string{kind, "null"}
	case nil:
		return &Schema{AnyOf: []*Schema{s, {Type: "null"}}}
	}
	return s // of those that are lists, all have null
}

type list struct{ t reflect.Type }

func (l list) write(b []byte, v reflect.Value) []byte {
	k := kindOf(l.t.Elem())
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		b = k.write(b, v.Index(i))
	}
	return append(b, ']')
}

func (l list) read(r *reader, v reflect.Value) error {
	if null, err := r.isNull(); err != nil || null {
		return err
	}
	if err := r.open('[', "a list"); err != nil {
		return err
	}
	k, out := kindOf(l.t.Elem()), reflect.Zero(l.t)
	for r.more() {
		to := reflect.New(l.t.Elem()).Elem()
		if err := r.within(fmt.Sprint(out.Len()), func() error { return k.read(r, to) }); err != nil {
			return err
		}
		out = reflect.Append(out, to)
	}
	v.Set(out)
	return r.close()
}

func (l list) schema(d *Defs) *Schema {
	return &Schema{Type: "array", Items: kindOf(l.t.Elem()).schema(d)}
}
