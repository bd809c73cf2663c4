package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"examdesk/model"
)

const (
	// maxAnswer is how many bytes an answer may have: 5,000 allowances are 3 MB.
	maxAnswer = 64 << 20
	// maxRefusal is how many bytes of an answer are read that is an error.
	maxRefusal = 64 << 10
	// readTries is how often what changes nothing is asked.
	readTries = 3
)

// call is a request to be made.
type call struct {
	method, path string
	query        url.Values
	// body is sent as JSON; nil for none.
	body any
	// raw is sent as it is, which must be JSON; nil for none.
	raw []byte
	// what is asked for, as messages name it.
	what string
}

func (q call) writes() bool { return q.method != http.MethodGet }

// ask makes a call and returns its answer. What changes nothing is asked again where
// nothing was answered, or a proxy says that the LMS cannot answer now.
func (c *Client) ask(ctx context.Context, q call) ([]byte, error) {
	if q.body != nil {
		var err error
		if q.raw, err = encodeJSON(q.body); err != nil {
			return nil, err
		}
	}
	for try := 1; ; try++ {
		data, err := c.signedIn(ctx, q)
		if err == nil || q.writes() || isBackground(ctx) || try == readTries || !passing(err) {
			return data, err
		}
		if c.wait(ctx, time.Duration(try)*200*time.Millisecond) != nil {
			return nil, err
		}
	}
}

func encodeJSON(body any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The request to the LMS could not be written.")
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// signedIn sends a call with a token. One that the LMS refuses is renewed once: it is
// refused before anything is done.
func (c *Client) signedIn(ctx context.Context, q call) ([]byte, error) {
	token, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	data, err := c.once(ctx, q, token)
	if !isRefusedToken(err) || c.renew == nil {
		return data, err
	}
	again, renewing := c.renew(ctx, token)
	switch {
	case renewing != nil:
		return nil, renewing
	case again == token || again == "":
		return data, err
	}
	return c.once(ctx, q, again)
}

// once sends a call when it is its turn.
func (c *Client) once(ctx context.Context, q call, token string) ([]byte, error) {
	end, err := c.pace.begin(ctx)
	if err != nil {
		return nil, c.unreachable(ctx, q, err, false)
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	// From when there is a connection, the request may have been sent.
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	r := c.http.R().SetContext(traced).SetQueryParamsFromValues(q.query).SetHeader("Authorization", "JWT "+token)
	if q.raw != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(q.raw)
	}
	res, err := r.Execute(q.method, q.path)
	if err != nil {
		return nil, c.unreachable(ctx, q, err, connected.Load())
	}
	from := res.RawBody()
	defer func() { _ = from.Close() }()
	ok := res.StatusCode() >= http.StatusOK && res.StatusCode() < http.StatusMultipleChoices
	limit := maxAnswer
	if !ok {
		limit = maxRefusal
	}
	data, err := io.ReadAll(io.LimitReader(from, int64(limit)+1))
	switch {
	case !ok:
		return nil, c.refused(q, res, data[:min(len(data), limit)], token)
	case err != nil:
		return nil, c.unreachable(ctx, q, err, true)
	case len(data) > limit:
		return nil, c.garbled(q, model.Errorf(model.CodeUnavailable, "It is longer than %d MiB.", maxAnswer>>20))
	}
	return data, nil
}

// unreachable is what became of a call that was not answered.
func (c *Client) unreachable(ctx context.Context, q call, err error, sent bool) error {
	f := &Failure{Err: err}
	if sent && q.writes() {
		f.Fate = FateUnknown
	}
	var slow net.Error
	late := errors.As(err, &slow) && slow.Timeout() || errors.Is(err, context.DeadlineExceeded)
	switch cause := context.Cause(ctx); {
	case f.Fate == FateUnknown && late:
		return failed(f, model.CodeUnavailable, "The LMS at %s did not answer in time, so it is not known whether %s was done.", c.host, q.what)
	case f.Fate == FateUnknown:
		return failed(f, model.CodeUnavailable, "The connection to the LMS at %s was lost, so it is not known whether %s was done.", c.host, q.what)
	case cause != nil && !errors.Is(cause, context.DeadlineExceeded):
		return failed(f, model.CodeInterrupted, "The question to %s was interrupted.", c.host)
	case late:
		return failed(f, model.CodeUnavailable, "The LMS at %s did not answer in time.", c.host)
	}
	if why := c.peer.Unsecured(ctx, err); why != nil {
		return failed(f, model.CodeUnavailable, "%s", model.Sentence(why))
	}
	return failed(f, model.CodeUnavailable, "The LMS at %s cannot be reached.", c.host)
}

// garbled is what became of a call whose answer cannot be read. A change was made: its
// status says so.
func (c *Client) garbled(q call, err error) error {
	f := &Failure{Status: http.StatusOK, Err: err}
	if q.writes() {
		f.Fate = FateUnknown
	}
	return failed(f, model.CodeUnavailable, "The answer of %s to the question for %s cannot be understood; is that address an Open edX LMS?", c.host, q.what)
}

// passing reports whether the same question may be answered soon.
func passing(err error) bool {
	var f *Failure
	if !errors.As(err, &f) || model.CodeOf(err) == model.CodeInterrupted {
		return false
	}
	return f.Status == 0 || !f.Own && f.Status >= http.StatusBadGateway && f.Status <= http.StatusGatewayTimeout
}
