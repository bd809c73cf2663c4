package spell

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"unicode/utf8"

	"examdesk/model"
)

// Append appends a value to b.
func Append(b []byte, v any) []byte {
	r := reflect.ValueOf(v)
	return kindOf(r.Type()).write(b, r)
}

// Write returns a value as JSON.
func Write(v any) []byte { return Append(nil, v) }

// Read reads a value that others wrote, in full: an unknown field is an error with
// [model.CodeInvalid] that says where.
func Read(data []byte, to any) error { return read(data, to, true) }

// ReadLoose reads an answer. What it has beyond what is known is left out: a newer
// server may say more.
func ReadLoose(data []byte, to any) error { return read(data, to, false) }

func read(data []byte, to any, strict bool) error {
	if at := notUTF8(data); at >= 0 {
		return model.Errorf(model.CodeInvalid, "The JSON must be UTF-8; byte %d is not.", at+1)
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data)), strict: strict}
	if strict {
		r.whole = !bytes.Contains(data, []byte("\uFFFD")) && !bytes.Contains(bytes.ToLower(data), []byte(`\ufffd`))
	}
	r.dec.UseNumber()
	v := reflect.ValueOf(to).Elem()
	if err := kindOf(v.Type()).read(r, v); err != nil {
		return err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return model.Errorf(model.CodeInvalid, "There is something after the end of the JSON.")
	}
	return nil
}

// notUTF8 is where the first byte is that is not UTF-8, -1 if all are.
func notUTF8(data []byte) int {
	for at := 0; at < len(data); {
		c, size := utf8.DecodeRune(data[at:])
		if c == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return -1
}

// ReadText reads a value from text, as a part of an address has it.
func ReadText(text string, to any) error {
	if !utf8.ValidString(text) {
		return model.Errorf(model.CodeInvalid, "It is not UTF-8.")
	}
	v := reflect.ValueOf(to).Elem()
	if t := v.Type(); t.Kind() == reflect.String {
		v.SetString(text)
		return nil
	}
	data := []byte(text)
	if k := kindOf(v.Type()); quoted(k) {
		data = appendString(nil, text)
	}
	return read(data, to, true)
}

// Text is a value as a part of an address has it, empty for nothing.
func Text(v any) string {
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	data := Write(v)
	var s string
	if json.Unmarshal(data, &s) == nil {
		return s
	}
	return string(data)
}

func quoted(k kind) bool {
	switch k := k.(type) {
	case timeKind, zoneKind, wordKind:
		return true
	case pointer:
		return quoted(k.of())
	}
	return false
}
