package printer

import (
	"bufio"
	"bytes"
	"encoding/json"

	"examdesk/model"
)

// jsonRows writes one JSON array, in the same way as [JSON].
type jsonRows struct {
	out   *bufio.Writer
	begun bool
	buf   bytes.Buffer
	one   bytes.Buffer
}

func (w *jsonRows) add(v any, _ []string) error {
	w.one.Reset()
	enc := json.NewEncoder(&w.one)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The output could not be written as JSON.")
	}
	w.buf.Reset()
	if err := json.Indent(&w.buf, bytes.TrimRight(w.one.Bytes(), "\n"), "  ", "  "); err != nil {
		return model.Wrap(err, model.CodeInternal, "The output could not be written as JSON.")
	}
	lead := ",\n  "
	if !w.begun {
		lead, w.begun = "[\n  ", true
	}
	if _, err := w.out.WriteString(lead); err != nil {
		return err
	}
	_, err := w.out.Write(model.Escape(w.buf.Bytes()))
	return err
}

func (w *jsonRows) rest() error { return nil }

func (w *jsonRows) end() error {
	last := "\n]\n"
	if !w.begun {
		last = "[]\n"
	}
	_, err := w.out.WriteString(last)
	return err
}
