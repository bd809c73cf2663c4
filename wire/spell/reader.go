package spell

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

// reader reads JSON, and knows where it is.
type reader struct {
	dec    *json.Decoder
	strict bool
	path   []string
	// whole reports that no replacement character was sent: one that is read stands for
	// half a character, which is refused and not replaced.
	whole bool
	// held is a token that was looked at and not yet taken.
	held json.Token
	full bool
	// depth bounds how deep a value may be.
	depth int
}

const maxDepth = 64

func (r *reader) token() (json.Token, error) {
	if r.full {
		r.full = false
		return r.held, nil
	}
	t, err := r.dec.Token()
	if err != nil {
		return nil, r.broken(err)
	}
	return t, nil
}

func (r *reader) peek() (json.Token, error) {
	if !r.full {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		r.held, r.full = t, true
	}
	return r.held, nil
}

// isNull takes a null, if it is next.
func (r *reader) isNull() (bool, error) {
	t, err := r.peek()
	if err == nil && t == nil {
		r.full = false
		return true, nil
	}
	return false, err
}

// next takes a value of one of JSON's own types.
func next[T any](r *reader, want string) (T, error) {
	var zero T
	t, err := r.token()
	if err != nil {
		return zero, err
	}
	v, is := t.(T)
	if !is {
		return zero, r.wrong(want, t)
	}
	if s, text := t.(string); text && r.whole && strings.ContainsRune(s, utf8.RuneError) {
		return zero, model.Errorf(model.CodeInvalid, "%s has half a character: a surrogate without the other.", r.place())
	}
	return v, nil
}

// open takes the beginning of an object or a list.
func (r *reader) open(delim json.Delim, want string) error {
	t, err := r.token()
	if err != nil {
		return err
	}
	if t != delim {
		return r.wrong(want, t)
	}
	if r.depth++; r.depth > maxDepth {
		return model.Errorf(model.CodeInvalid, "The JSON is nested more than %d deep.", maxDepth)
	}
	return nil
}

func (r *reader) close() error {
	_, err := r.token()
	r.depth--
	return err
}

// more reports whether the object or list goes on.
func (r *reader) more() bool {
	if !r.full {
		return r.dec.More()
	}
	return r.held != json.Delim('}') && r.held != json.Delim(']')
}

// within runs read at a place below this one.
func (r *reader) within(name string, read func() error) error {
	r.path = append(r.path, name)
	err := read()
	r.path = r.path[:len(r.path)-1]
	return err
}

func (r *reader) skip() error {
	t, err := r.token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') && t != json.Delim('[') {
		return nil
	}
	for depth := 1; depth > 0; {
		if t, err = r.token(); err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

func (r *reader) wrong(want string, got json.Token) error {
	is := "something else"
	switch got := got.(type) {
	case nil:
		is = "null"
	case string:
		is = strconv.Quote(cut(got))
	case json.Number:
		is = cut(got.String())
	case bool:
		is = strconv.FormatBool(got)
	case json.Delim:
		is = map[json.Delim]string{'{': "an object", '[': "a list"}[got]
	}
	return model.Errorf(model.CodeInvalid, "%s must be %s, not %s.", r.place(), want, is)
}

func cut(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func (r *reader) place() string {
	if len(r.path) == 0 {
		return "The body"
	}
	return "The field " + strings.Join(r.path, ".")
}

func (r *reader) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return model.Wrap(err, model.CodeInvalid, "The JSON ends too early.")
	}
	return model.Wrap(err, model.CodeInvalid, "This is not JSON (at byte %d).", r.dec.InputOffset())
}
