package printer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"examdesk/model"
)

// JSONStream prints one JSON array, value by value.
func JSONStream(w io.Writer, values func(each func(any) error) error) error {
	sep := "["
	err := values(func(v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return model.Wrap(err, model.CodeInternal, "The output could not be written as JSON.")
		}
		_, err = fmt.Fprintf(w, "%s\n  %s", sep, model.Escape(data))
		sep = ","
		return err
	})
	if err != nil {
		return err
	}
	if sep == "[" {
		_, err = fmt.Fprintln(w, "[]")
		return err
	}
	_, err = fmt.Fprintln(w, "\n]")
	return err
}

// JSON prints one JSON value. Characters that could control a terminal are written as
// \u escapes, so that the value stays exact and the output safe.
func JSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The output could not be written as JSON.")
	}
	_, err := w.Write(model.Escape(b.Bytes()))
	return err
}

// JSONLine writes a value on a line of its own.
func JSONLine(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The output could not be written as JSON.")
	}
	_, err := w.Write(model.Escape(b.Bytes()))
	return err
}

// NotNil turns nil into an empty list, which scripts expect.
func NotNil(list []string) []string {
	if list == nil {
		return make([]string, 0)
	}
	return list
}
