package spell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"time"

	"examdesk/model"
)

// kind is how one sort of value is written, read and described.
type kind interface {
	write(b []byte, v reflect.Value) []byte
	read(r *reader, v reflect.Value) error
	schema(d *Defs) *Schema
}

var kinds sync.Map // reflect.Type to kind

// kindOf returns how a type is spelled. A type that cannot be is a mistake in the
// program.
func kindOf(t reflect.Type) kind {
	if k, known := kinds.Load(t); known {
		return k.(kind) //nolint:forcetypeassert // only kinds are stored
	}
	k := newKind(t)
	kinds.Store(t, k)
	return k
}

// special are the types that are not spelled by what they are made of.
func special(t reflect.Type) kind {
	return map[reflect.Type]kind{
		reflect.TypeFor[time.Time]():        timeKind{},
		reflect.TypeFor[*time.Location]():   zoneKind{},
		reflect.TypeFor[time.Duration]():    durationKind{},
		reflect.TypeFor[model.Certainty]():  wordKind{[]string{"will", "will_not", "unknown"}},
		reflect.TypeFor[model.EmptyTexts](): bitsKind{[]string{"external_id", "backend", "attempt_code"}},
		reflect.TypeFor[error]():            errorKind{},
		reflect.TypeFor[json.RawMessage]():  rawKind{},
		reflect.TypeFor[[]byte]():           bytesKind{},
	}[t]
}

func newKind(t reflect.Type) kind {
	if k := special(t); k != nil {
		return k
	}
	switch t.Kind() {
	case reflect.String:
		return stringKind{t}
	case reflect.Bool:
		return boolKind{}
	case reflect.Int, reflect.Int64, reflect.Int32:
		return intKind{t.Bits()}
	case reflect.Float64:
		return floatKind{}
	case reflect.Pointer:
		return pointer{t.Elem()}
	case reflect.Slice:
		return list{t}
	case reflect.Map:
		return mapping{t}
	case reflect.Struct:
		return newObject(t)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return anyKind{}
		}
	default: // nothing of the kind is sent
	}
	panic(fmt.Sprintf("spell: %s cannot be written as JSON", t))
}

type stringKind struct{ t reflect.Type }

func (stringKind) write(b []byte, v reflect.Value) []byte { return appendString(b, v.String()) }

func (stringKind) read(r *reader, v reflect.Value) error {
	s, err := next[string](r, "a string")
	v.SetString(s)
	return err
}

func (k stringKind) schema(*Defs) *Schema {
	s := &Schema{Type: "string"}
	if words := wordsOf(k.t); words != nil {
		s.Examples = words
	}
	return s
}

type boolKind struct{}

func (boolKind) write(b []byte, v reflect.Value) []byte { return strconv.AppendBool(b, v.Bool()) }

func (boolKind) read(r *reader, v reflect.Value) error {
	is, err := next[bool](r, "true or false")
	v.SetBool(is)
	return err
}

func (boolKind) schema(*Defs) *Schema { return &Schema{Type: "boolean"} }

type intKind struct{ bits int }

func (intKind) write(b []byte, v reflect.Value) []byte { return strconv.AppendInt(b, v.Int(), 10) }

func (k intKind) read(r *reader, v reflect.Value) error {
	n, err := next[json.Number](r, "a whole number")
	if err != nil {
		return err
	}
	i, err := strconv.ParseInt(n.String(), 10, k.bits)
	if err != nil {
		return r.wrong("a whole number", n)
	}
	v.SetInt(i)
	return nil
}

func (intKind) schema(*Defs) *Schema { return &Schema{Type: "integer"} }

type floatKind struct{}

func (floatKind) write(b []byte, v reflect.Value) []byte {
	return strconv.AppendFloat(b, v.Float(), 'g', -1, 64)
}

func (floatKind) read(r *reader, v reflect.Value) error {
	n, err := next[json.Number](r, "a number")
	if err != nil {
		return err
	}
	f, err := n.Float64()
	if err != nil {
		return r.wrong("a number", n)
	}
	v.SetFloat(f)
	return nil
}

func (floatKind) schema(*Defs) *Schema { return &Schema{Type: "number"} }

// anyKind is a value of which only JSON's own types are known: whole numbers are read
// as int64, others as float64.
type anyKind struct{}

func (anyKind) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, "null"...)
	}
	inner := v.Elem()
	return kindOf(inner.Type()).write(b, inner)
}

func (anyKind) read(r *reader, v reflect.Value) error {
	var x any
	if err := r.dec.Decode(&x); err != nil {
		return r.broken(err)
	}
	if x = plain(x); x != nil {
		v.Set(reflect.ValueOf(x))
	}
	return nil
}

func (anyKind) schema(*Defs) *Schema { return anything() }

// rawKind is JSON that is passed on as it is.
type rawKind struct{}

func (rawKind) write(b []byte, v reflect.Value) []byte {
	raw := v.Bytes()
	switch {
	case len(raw) == 0:
		return append(b, "null"...)
	case !json.Valid(raw):
		return appendString(b, string(raw))
	case bytes.ContainsAny(raw, "\n\r"): // a line of a stream is one line
		var one bytes.Buffer
		_ = json.Compact(&one, raw) // it is valid
		raw = one.Bytes()
	}
	return append(b, raw...)
}

func (rawKind) read(r *reader, v reflect.Value) error {
	var raw json.RawMessage
	if err := r.dec.Decode(&raw); err != nil {
		return r.broken(err)
	}
	if string(raw) != "null" {
		v.SetBytes(raw)
	}
	return nil
}

func (rawKind) schema(*Defs) *Schema { return anything() }

func plain(x any) any {
	switch x := x.(type) {
	case json.Number:
		if i, err := x.Int64(); err == nil {
			return i
		}
		f, _ := x.Float64()
		return f
	case map[string]any:
		for k, v := range x {
			x[k] = plain(v)
		}
	case []any:
		for i, v := range x {
			x[i] = plain(v)
		}
	}
	return x
}

func anything() *Schema { return &Schema{Description: "Any JSON."} }
