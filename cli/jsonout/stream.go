package jsonout

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// stream takes the JSON that a command writes and writes the answer, element by
// element where possible, so that a longer list needs no more memory.
type stream struct {
	*io.PipeWriter
	done <-chan guard.Answer[struct{}]
}

func newStream(ctx context.Context, q *Query, out io.Writer) *stream {
	r, w := io.Pipe()
	done := guard.Start("reading the answer for --json, --jq or --template", func() (none struct{}, err error) {
		defer func() { _ = r.CloseWithError(io.ErrClosedPipe) }() // as a reader who leaves
		a := &answer{ctx: ctx, q: q, w: bufio.NewWriterSize(out, 64<<10)}
		if err = a.read(r); err == nil {
			err = a.w.Flush()
		}
		return none, err
	})
	return &stream{w, done}
}

// Close waits until the answer is written.
func (s *stream) Close() error {
	_ = s.PipeWriter.Close() // never fails
	return (<-s.done).Err
}

// answer writes what was requested of the values that it reads.
type answer struct {
	ctx context.Context
	q   *Query
	w   *bufio.Writer
}

// read answers each of the values that a command prints one after another, as when
// watching.
func (a *answer) read(from io.Reader) error {
	r := bufio.NewReaderSize(from, 64<<10)
	for {
		first, err := firstByte(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		dec := json.NewDecoder(r)
		dec.UseNumber()
		if first == '[' {
			err = a.array(dec)
		} else {
			err = a.object(dec)
		}
		if err != nil {
			return err
		}
		if err := a.w.Flush(); err != nil {
			return err
		}
		r = bufio.NewReaderSize(io.MultiReader(dec.Buffered(), r), 64<<10)
	}
}

// firstByte looks at the first byte that is not blank.
func firstByte(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		if !strings.ContainsRune(" \t\r\n", rune(b)) {
			return b, r.UnreadByte()
		}
	}
}

func (a *answer) object(dec *json.Decoder) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	raw, err := a.project(raw)
	if err != nil {
		return err
	}
	if a.q.jq == nil && a.q.template == nil {
		return a.indented("", raw, "\n")
	}
	value, err := decode(raw)
	if err != nil {
		return err
	}
	return a.whole(value)
}

func (a *answer) array(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	var each func(json.RawMessage) error
	var held []any
	n := 0
	switch {
	case a.q.jq == nil && a.q.template == nil:
		each = func(raw json.RawMessage) error {
			lead := ",\n  "
			if n == 0 {
				lead = "[\n  "
			}
			return a.indented(lead, raw, "")
		}
	case a.q.jq != nil && a.q.jq.each != nil:
		each = func(raw json.RawMessage) error {
			value, err := decode(raw)
			if err != nil {
				return err
			}
			return runJQ(a.ctx, a.w, a.q.jq.each, value)
		}
	default:
		held = []any{}
		each = func(raw json.RawMessage) error {
			value, err := decode(raw)
			held = append(held, value)
			return err
		}
	}
	for ; dec.More(); n++ {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		raw, err := a.project(raw)
		if err != nil {
			return err
		}
		if err := each(raw); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if held != nil {
		return a.whole(held)
	}
	return a.endArray(n)
}

// endArray closes an array of n elements that was written as it was read.
func (a *answer) endArray(n int) error {
	last := "\n]\n"
	switch {
	case a.q.jq != nil:
		return nil
	case n == 0:
		last = "[]\n"
	}
	_, err := a.w.WriteString(last)
	return err
}

func (a *answer) whole(value any) error {
	if a.q.jq != nil {
		return runJQ(a.ctx, a.w, a.q.jq.whole, value)
	}
	return a.q.runTemplate(a.w, value)
}

func (a *answer) indented(lead string, raw json.RawMessage, end string) error {
	prefix := strings.TrimLeft(lead, "[,\n")
	var b bytes.Buffer
	if err := json.Indent(&b, raw, prefix, "  "); err != nil {
		return err
	}
	_, err := a.w.WriteString(lead + model.Escape(b.String()) + end)
	return err
}

// project keeps the requested fields, in their order. A field that the command left
// out is null.
func (a *answer) project(raw json.RawMessage) (json.RawMessage, error) {
	if a.q.fields == nil {
		return raw, nil
	}
	var has map[string]json.RawMessage
	if err := json.Unmarshal(raw, &has); err != nil {
		return nil, fmt.Errorf("the fields cannot be read: %w", err)
	}
	var b bytes.Buffer
	for i, name := range a.q.fields {
		value, is := has[name]
		if !is {
			value = json.RawMessage("null")
		}
		sep := ","
		if i == 0 {
			sep = "{"
		}
		_, _ = fmt.Fprintf(&b, "%s%q:%s", sep, name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// decode reads a value for jq and templates: whole numbers stay whole.
func decode(raw json.RawMessage) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return plain(v), nil
}

func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		f, _ := v.Float64() // what is too large is infinite
		return f
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}

// Output is where the answer to a query goes.
type Output struct {
	io.Writer
	// Drawn reports whether a terminal shows it, so that tables are aligned.
	Drawn bool
	Clock func() time.Time
}

// Start returns the writer for the command's JSON. Closing it writes the rest, and
// returns why the answer is incomplete.
func (q *Query) Start(ctx context.Context, out Output) io.WriteCloser {
	if out.Clock != nil {
		q.clock = out.Clock
	}
	if q.tables != nil {
		q.tables.drawn = out.Drawn
	}
	return newStream(ctx, q, out)
}
