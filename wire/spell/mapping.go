package spell

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// mapping is a map whose keys are words or ids.
type mapping struct{ t reflect.Type }

func (m mapping) write(b []byte, v reflect.Value) []byte {
	k := kindOf(m.t.Elem())
	byKey := map[string]reflect.Value{}
	var keys []string
	for _, key := range v.MapKeys() {
		name := keyText(key)
		keys = append(keys, name)
		byKey[name] = v.MapIndex(key)
	}
	slices.Sort(keys)
	b = append(b, '{')
	for i, name := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, name), ':')
		b = k.write(b, byKey[name])
	}
	return append(b, '}')
}

func keyText(key reflect.Value) string {
	if key.CanInt() {
		return strconv.FormatInt(key.Int(), 10)
	}
	return key.String()
}

func (m mapping) read(r *reader, v reflect.Value) error {
	if null, err := r.isNull(); err != nil || null {
		return err
	}
	if err := r.open('{', "an object"); err != nil {
		return err
	}
	k, out := kindOf(m.t.Elem()), reflect.MakeMap(m.t)
	for r.more() {
		name, err := next[string](r, "a name")
		if err != nil {
			return err
		}
		key, err := m.key(r, name)
		if err != nil {
			return err
		}
		to := reflect.New(m.t.Elem()).Elem()
		if err := r.within(name, func() error { return k.read(r, to) }); err != nil {
			return err
		}
		out.SetMapIndex(key, to)
	}
	if out.Len() > 0 {
		v.Set(out)
	}
	return r.close()
}

func (m mapping) key(r *reader, name string) (reflect.Value, error) {
	key := reflect.New(m.t.Key()).Elem()
	switch {
	case key.CanInt():
		i, err := strconv.ParseInt(name, 10, 64)
		if err != nil {
			return key, r.wrong("an object whose names are whole numbers", name)
		}
		key.SetInt(i)
	case key.Kind() == reflect.String:
		key.SetString(name)
	default:
		panic(fmt.Sprintf("spell: %s has keys that cannot be written", m.t))
	}
	return key, nil
}

func (m mapping) schema(d *Defs) *Schema {
	return &Schema{Type: "object", AdditionalProperties: kindOf(m.t.Elem()).schema(d)}
}
