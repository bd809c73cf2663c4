package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/client/peer"
	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

const (
	// DefaultTimeout bounds one request, and in a stream the time until the next piece
	// comes. A server gives up after as long.
	DefaultTimeout = time.Minute
	// maxAnswer is how many bytes one answer may have that is not a stream.
	maxAnswer = 64 << 20
	// readTries is how often what changes nothing is asked.
	readTries = 3
)

// Config is where a server is, and who asks.
type Config struct {
	// URL is the server's address, e.g. https://desk.example.com.
	URL string
	// Token returns the token to sign in with, empty for none. It appears in no error.
	Token func(ctx context.Context) (string, error)
	// Renew returns another token than one that the server refused; nil if there is no
	// other.
	Renew func(ctx context.Context, refused string) (string, error)
	// ReadOnly prevents every change.
	ReadOnly bool
	// Insecure allows plain HTTP to another machine.
	Insecure bool
	// Timeout bounds one request; [DefaultTimeout] if 0.
	Timeout time.Duration
	// Version is examdesk's own, for the User-Agent.
	Version string
	// TLS is for certificates of one's own; nil for the system's.
	TLS *tls.Config
}

// conn speaks to a server.
type conn struct {
	http  *resty.Client
	host  string
	peer  peer.Peer
	token func(context.Context) (string, error)
	renew func(ctx context.Context, refused string) (string, error)
	// readOnly prevents every change.
	readOnly bool
	// timeout bounds one request.
	timeout time.Duration
	// place is the server's address as profiles write it.
	place string
	// hello is what the server said last, written how many deeds were done.
	hello   atomic.Pointer[wire.Hello]
	written atomic.Int64
	// listening is what the server tells of changes.
	listening listening
}

func newConn(c Config) (*conn, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, model.Wrap(err, model.CodeInvalid, "%q is not the address of a server; write https://HOST.", c.URL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, model.Errorf(model.CodeInvalid, "The address of the server must be no more than https://HOST and perhaps a path.")
	case u.Scheme == "http" && !c.Insecure && !isLoopback(u.Hostname()):
		return nil, model.Errorf(model.CodeInvalid, "The server at %s would be asked over plain HTTP, which anybody on the way can read. Use https, or --insecure if you accept that.", u.Host)
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Token == nil {
		c.Token = func(context.Context) (string, error) { return "", nil }
	}
	h := resty.New().SetBaseURL(strings.TrimSuffix(u.String(), "/")).SetHeader("User-Agent", "examdesk/"+c.Version).
		SetRedirectPolicy(resty.RedirectPolicyFunc(stay)).SetDoNotParseResponse(true)
	if c.TLS != nil {
		h.SetTLSClientConfig(c.TLS)
	}
	return &conn{http: h, host: u.Host, peer: peer.Of("server", u), token: c.Token, renew: c.Renew, readOnly: c.ReadOnly, timeout: c.Timeout, place: "examdesk+" + strings.TrimSuffix(u.String(), "/")}, nil
}

// stay keeps an answer that leads elsewhere, so that it can be named.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// ask calls an operation with one answer.
func ask[P, A any](ctx context.Context, c *conn, op wire.Ask[P, A], params P) (answer A, err error) {
	if err := c.mayCall(op.Op); err != nil {
		return answer, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r := wire.Put(op.Op, params)
	for try := 1; ; try++ {
		var data []byte
		if data, err = c.once(ctx, r); err == nil {
			if !op.IsRead() {
				c.written.Add(1)
			}
			return answer, c.read(data, &answer)
		}
		if !op.IsRead() || try == readTries || !passing(err) || !wait(ctx, try) {
			return answer, err
		}
	}
}

// wait pauses a little longer before each try, and reports whether the context still
// allows one.
func wait(ctx context.Context, try int) bool {
	t := time.NewTimer(time.Duration(try) * 200 * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// passing reports whether the server was not reached, or said that it cannot answer now.
func passing(err error) bool {
	var p *passingError
	return errors.As(err, &p)
}

// passingError is the cause of an error that may be over soon.
type passingError struct{ err error }

// Error implements error.
func (e *passingError) Error() string { return e.err.Error() }

// Unwrap returns what happened.
func (e *passingError) Unwrap() error { return e.err }

// once asks once, and returns the whole answer.
func (c *conn) once(ctx context.Context, r wire.Request) ([]byte, error) {
	res, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Close() }()
	data, err := io.ReadAll(io.LimitReader(res, maxAnswer+1))
	switch {
	case err != nil:
		return nil, c.unreachable(ctx, err)
	case len(data) > maxAnswer:
		return nil, model.Errorf(model.CodeUnavailable, "The server at %s sent more than %d MiB at once, which is not an answer of examdesk's.", c.host, maxAnswer>>20)
	}
	return data, nil
}

// send sends a request. The answer is the caller's to close; one that is an error has
// become one. A token that is refused is renewed once: the server has done nothing yet.
func (c *conn) send(ctx context.Context, r wire.Request) (io.ReadCloser, error) {
	token, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	res, err := c.with(ctx, r, token)
	if err == nil && res.StatusCode() == http.StatusUnauthorized && c.renew != nil {
		_ = res.RawBody().Close()
		if token, err = c.renew(ctx, token); err != nil {
			return nil, err
		}
		res, err = c.with(ctx, r, token)
	}
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	from := res.RawBody()
	if res.StatusCode() == http.StatusOK {
		return from, nil
	}
	defer func() { _ = from.Close() }()
	data, err := io.ReadAll(io.LimitReader(from, maxAnswer))
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	return nil, c.refused(res.StatusCode(), data)
}

// with sends a request with a token.
func (c *conn) with(ctx context.Context, r wire.Request, token string) (*resty.Response, error) {
	req := c.http.R().SetContext(ctx).SetQueryParamsFromValues(r.Query)
	if token != "" {
		req.SetHeader("Authorization", "JWT "+token)
	}
	if r.Body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(r.Body)
	}
	if r.LastEvent != "" {
		req.SetHeader("Last-Event-ID", r.LastEvent)
	}
	return req.Execute(r.Method, r.Path)
}

// unreachable is what became of a request that was not answered.
func (c *conn) unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.DeadlineExceeded) {
		return model.Wrap(cause, model.CodeInterrupted, "The question to %s was interrupted.", c.host)
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return model.Wrap(&passingError{err}, model.CodeUnavailable, "The server at %s did not answer in time.", c.host)
	}
	if refused := c.peer.Unsecured(ctx, err); refused != nil {
		return refused
	}
	return model.Wrap(&passingError{err}, model.CodeUnavailable, "The server at %s cannot be reached.", c.host)
}

// refused is the error that an answer describes. What does not come from an examdesk,
// such as a page of a proxy, is known by its status alone.
func (c *conn) refused(status int, data []byte) error {
	var p spell.Problem
	if err := spell.ReadLoose(data, &p); err == nil && p.Code != "" && p.Message != "" {
		if status == http.StatusServiceUnavailable && p.Code == model.CodeUnavailable {
			return model.Wrap(&passingError{p.Err()}, p.Code, "%s", p.Message)
		}
		return p.Err()
	}
	if c.peer.RefusesPlain(status, data) {
		return c.peer.WantsTLS()
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return model.Errorf(model.CodeDenied, "The server at %s refused with status %d.", c.host, status)
	case http.StatusNotFound:
		return model.Errorf(model.CodeUnsupported, "What answers at %s is not an examdesk, or an older one: it does not know %s.", c.host, wire.Base)
	}
	if status >= http.StatusMultipleChoices && status < http.StatusBadRequest {
		return c.peer.Redirected(status)
	}
	err := model.Errorf(model.CodeUnavailable, "The server at %s answered with status %d.", c.host, status)
	if status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout {
		err.Err = &passingError{errors.New(http.StatusText(status))}
	}
	return err
}

// read reads an answer.
func (c *conn) read(data []byte, to any) error {
	if err := spell.ReadLoose(data, to); err != nil {
		return c.garbled(err)
	}
	return nil
}

func (c *conn) garbled(err error) error {
	return model.Wrap(err, model.CodeUnavailable, "The answer of %s cannot be understood; is it an examdesk of this version?", c.host)
}
