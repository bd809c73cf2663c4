package payload

import (
	"encoding/json"
	"slices"
	"strconv"
)

// New returns an empty object.
func New() *Object { return &Object{values: map[string]any{}} }

// Set gives a field a value, at the end if it is new, and returns the object.
// The value is one of those that an [Object] has; see [Int] for numbers.
func (o *Object) Set(key string, value any) *Object {
	if _, known := o.values[key]; !known {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
	return o
}

// Keys returns the names of the fields in order.
func (o *Object) Keys() []string { return slices.Clone(o.keys) }

// Int returns a whole number as a value.
func Int[T ~int | ~int64](n T) json.Number { return json.Number(strconv.FormatInt(int64(n), 10)) }

// Optional returns a text as a value, or null for nil.
func Optional(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}
