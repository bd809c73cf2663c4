package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"examdesk/text"
	"examdesk/wire"
)

// Answers reports whether an examdesk answers at an address, and not for example an LMS:
// one shows everybody the document of its API. An address where nothing answers is an
// error.
func Answers(ctx context.Context, at Config) (bool, error) {
	c, err := newConn(at)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	res, err := c.http.R().SetContext(ctx).Get(wire.Base + wire.OpenAPI.Path)
	if err != nil {
		return false, c.unreachable(ctx, err)
	}
	from := res.RawBody()
	defer func() { _ = from.Close() }()
	if res.StatusCode() != http.StatusOK {
		return false, nil
	}
	data, err := io.ReadAll(io.LimitReader(from, maxAnswer))
	if err != nil {
		return false, c.unreachable(ctx, err)
	}
	var document struct {
		Info struct {
			Title string `json:"title"`
		} `json:"info"`
	}
	return text.Check(string(data)) == nil && json.Unmarshal(data, &document) == nil && document.Info.Title == wire.Title, nil
}
