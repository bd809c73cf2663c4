package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"

	"examdesk/model"
	"examdesk/text"
)

// surrogates finds, beside pairs, a surrogate without the other, which JSON can spell and no text has. It is
// refused, since reading it would replace it.
var surrogates = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})`)

// read reads a JSON answer in full.
func (c *Client) read(q call, data []byte, to any) error {
	if err := readJSON(data, to); err != nil {
		return c.garbled(q, err)
	}
	return nil
}

func readJSON(data []byte, to any) error {
	if err := text.Check(string(data)); err != nil {
		return err
	}
	for _, found := range surrogates.FindAllSubmatch(data, -1) {
		if len(found[1]) > 0 {
			return errors.New("it has half a character: a surrogate without the other")
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the end of the JSON")
	}
	return nil
}

// get asks a question and reads its answer.
func get[A any](ctx context.Context, c *Client, q call) (A, error) {
	var a A
	q.method = http.MethodGet
	data, err := c.ask(ctx, q)
	if err == nil {
		err = c.read(q, data, &a)
	}
	return a, err
}

// wrong is an answer that lacks what it must have.
func (c *Client) wrong(q call, why string) error {
	return c.garbled(q, model.Errorf(model.CodeUnavailable, "%s", why))
}
