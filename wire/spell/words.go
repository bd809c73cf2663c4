package spell

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

// appendString writes a string. Only bytes that are not UTF-8 are left out.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20 || c == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// timeKind is an instant in UTC; null is the zero time.
type timeKind struct{}

const (
	micros = "2006-01-02T15:04:05.000000Z07:00"
	nanos  = "2006-01-02T15:04:05.000000000Z07:00"
)

func (timeKind) write(b []byte, v reflect.Value) []byte {
	at, _ := v.Interface().(time.Time)
	if at.IsZero() {
		return append(b, "null"...)
	}
	layout := micros
	if at.Nanosecond()%1000 != 0 {
		layout = nanos
	}
	b = append(b, '"')
	b = at.UTC().AppendFormat(b, layout)
	return append(b, '"')
}

func (timeKind) read(r *reader, v reflect.Value) error {
	if null, err := r.isNull(); err != nil || null {
		return err
	}
	const want = "a time such as 2026-11-29T06:30:00.000000Z"
	s, err := next[string](r, want)
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return r.wrong(want, s)
	}
	v.Set(reflect.ValueOf(at.UTC()))
	return nil
}

func (timeKind) schema(*Defs) *Schema {
	return &Schema{Type: []string{"string", "null"}, Format: "date-time"}
}

// zoneKind is a time zone by its IANA name.
type zoneKind struct{}

func (zoneKind) write(b []byte, v reflect.Value) []byte {
	zone, _ := v.Interface().(*time.Location)
	if zone == nil {
		return append(b, "null"...)
	}
	return appendString(b, zone.String())
}

func (zoneKind) read(r *reader, v reflect.Value) error {
	if null, err := r.isNull(); err != nil || null {
		return err
	}
	s, err := next[string](r, "a time zone's name")
	if err != nil {
		return err
	}
	if zone, err := time.LoadLocation(s); err == nil {
		v.Set(reflect.ValueOf(zone))
		return nil
	}
	return r.wrong("a time zone that is known here", s)
}

func (zoneKind) schema(*Defs) *Schema {
	return &Schema{Type: []string{"string", "null"}, Description: "The IANA name of a time zone."}
}

// durationKind is a number of seconds.
type durationKind struct{}

func (durationKind) write(b []byte, v reflect.Value) []byte {
	d := v.Int()
	b = strconv.AppendInt(b, d/int64(time.Second), 10)
	if rest := d % int64(time.Second); rest != 0 {
		s := strconv.FormatInt(int64(time.Second)+max(rest, -rest), 10)
		if d < 0 && d > -int64(time.Second) {
			b = append(b[:len(b)-1], "-0"...)
		}
		b = append(append(b, '.'), strings.TrimRight(s[1:], "0")...)
	}
	return b
}

func (durationKind) read(r *reader, v reflect.Value) error {
	const want = "a number of seconds"
	n, err := next[json.Number](r, want)
	if err != nil {
		return err
	}
	d, err := time.ParseDuration(n.String() + "s")
	if err != nil {
		return r.wrong(want, n)
	}
	v.SetInt(int64(d))
	return nil
}

func (durationKind) schema(*Defs) *Schema {
	return &Schema{Type: "number", Description: "Seconds."}
}

// wordKind is a small number that has a word.
type wordKind struct{ words []string }

func (k wordKind) write(b []byte, v reflect.Value) []byte { return appendString(b, k.words[v.Int()]) }

func (k wordKind) read(r *reader, v reflect.Value) error {
	want := "one of " + strings.Join(k.words, ", ")
	s, err := next[string](r, want)
	if err != nil {
		return err
	}
	i := slices.Index(k.words, s)
	if i < 0 {
		return r.wrong(want, s)
	}
	v.SetInt(int64(i))
	return nil
}

func (k wordKind) schema(*Defs) *Schema {
	return &Schema{Type: "string", Enum: anys(k.words)}
}

// bitsKind is a set of words.
type bitsKind struct{ words []string }

func (k bitsKind) write(b []byte, v reflect.Value) []byte {
	set := []string{}
	for i, w := range k.words {
		if v.Uint()&(1<<i) != 0 {
			set = append(set, w)
		}
	}
	return Append(b, set)
}

func (k bitsKind) read(r *reader, v reflect.Value) error {
	var set []string
	if err := kindOf(reflect.TypeFor[[]string]()).read(r, reflect.ValueOf(&set).Elem()); err != nil {
		return err
	}
	for _, w := range set {
		i := slices.Index(k.words, w)
		if i < 0 {
			return r.wrong("a list of "+strings.Join(k.words, ", "), w)
		}
		v.SetUint(v.Uint() | 1<<i)
	}
	return nil
}

func (k bitsKind) schema(*Defs) *Schema {
	return &Schema{Type: "array", Items: &Schema{Type: "string", Enum: anys(k.words)}, Description: "Those texts that are there and empty, where null and the empty text differ."}
}

type bytesKind struct{}

func (bytesKind) write(b []byte, v reflect.Value) []byte {
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, v.Bytes())
	return append(b, '"')
}

func (bytesKind) read(r *reader, v reflect.Value) error {
	s, err := next[string](r, "base64")
	if err != nil {
		return err
	}
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return r.wrong("base64", s)
	}
	v.SetBytes(data)
	return nil
}

func (bytesKind) schema(*Defs) *Schema {
	return &Schema{Type: "string", ContentEncoding: "base64"}
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

// wordsOf are the values that a type of words is known to have. A store may hold
// others.
func wordsOf(t reflect.Type) []any {
	switch t {
	case reflect.TypeFor[model.AttemptStatus]():
		return texts(model.AttemptStatuses())
	case reflect.TypeFor[model.ReviewStatus]():
		return texts(model.ReviewStatuses())
	case reflect.TypeFor[model.Section]():
		return texts(model.Sections())
	case reflect.TypeFor[model.Deed]():
		return texts(model.Deeds())
	case reflect.TypeFor[model.Door]():
		return texts(model.Doors())
	}
	return nil
}

func texts[T ~string](list []T) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
