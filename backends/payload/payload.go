// Package payload reads the JSON that a proctoring service sends, keeping the
// order of its fields, and writes it as the original stores it: what is in a
// review's raw_data is what Python's json.dumps made of it. It is pure.
package payload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"examdesk/text"
)

// MaxDepth is how deeply values may be nested.
const MaxDepth = 200

var (
	errNoObject = errors.New("it is not a JSON object")
	errDepth    = fmt.Errorf("it is nested deeper than %d levels", MaxDepth)
)

// Object is a JSON object whose fields have an order. Values are string,
// [json.Number], bool, nil, []any or *Object. A string that JSON wrote with half
// of a surrogate pair, e.g. \ud800, is not valid UTF-8: [Object.Dump] writes it
// as it was, and nothing else may store it.
type Object struct {
	keys   []string
	values map[string]any
}

// Parse reads one JSON object and nothing after it. A field that comes twice
// has its last value and its first place.
func Parse(data []byte) (*Object, error) {
	if err := text.Check(string(data)); err != nil {
		return nil, err
	}
	data, halves, err := keepHalves(data)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := halves.value(d, 0)
	if err != nil {
		return nil, fmt.Errorf("read the JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the JSON: there is something after it")
	}
	o, ok := v.(*Object)
	if !ok {
		return nil, errNoObject
	}
	return o, nil
}

func (h halves) value(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, nested := token.(json.Delim)
	s, isText := token.(string)
	switch {
	case isText:
		return h.restore(s), nil
	case !nested:
		return token, nil
	case depth == MaxDepth:
		return nil, errDepth
	case delim == '[':
		return h.list(d, depth+1)
	}
	return h.object(d, depth+1)
}

func (h halves) list(d *json.Decoder, depth int) (any, error) {
	out := []any{}
	for d.More() {
		v, err := h.value(d, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := d.Token()
	return out, err
}

func (h halves) object(d *json.Decoder, depth int) (any, error) {
	o := &Object{values: map[string]any{}}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := h.value(d, depth)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string) // the decoder lets nothing else be a name
		name = h.restore(name)
		if _, known := o.values[name]; !known {
			o.keys = append(o.keys, name)
		}
		o.values[name] = v
	}
	_, err := d.Token()
	return o, err
}

// Get returns a field's value and whether the field exists.
func (o *Object) Get(key string) (any, bool) {
	v, ok := o.values[key]
	return v, ok
}

// Text returns a field's text, or "".
func (o *Object) Text(key string) string {
	s, _ := o.values[key].(string)
	return s
}

// Object returns a field's object, or nil.
func (o *Object) Object(key string) *Object {
	inner, _ := o.values[key].(*Object)
	return inner
}

// Delete removes a field.
func (o *Object) Delete(key string) {
	if _, ok := o.values[key]; !ok {
		return
	}
	delete(o.values, key)
	for i, k := range o.keys {
		if k == key {
			o.keys = append(o.keys[:i:i], o.keys[i+1:]...)
			return
		}
	}
}
