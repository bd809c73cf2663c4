package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/go-resty/resty/v2"
)

// Answer is a received answer, not yet judged.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send sends a request once and reads the answer, at most [MaxAnswer] bytes of
// it. Of an answer that could not be read to its end, status and header are there
// beside the error. The address is in no error.
func Send(ctx context.Context, r *resty.Request, method, address string) (Answer, error) {
	res, err := r.SetContext(ctx).Execute(method, address)
	if err != nil {
		return Answer{}, WithoutURL(err)
	}
	a := Answer{Status: res.StatusCode(), Header: res.Header()}
	a.Body, err = read(res.RawBody())
	return a, err
}

// TooLongError means that an answer has more bytes than are read.
type TooLongError struct{ Limit int64 }

// Error completes the sentence "The answer …".
func (e *TooLongError) Error() string { return fmt.Sprintf("has more than %d bytes", e.Limit) }

// read reads a whole answer and closes it. A longer one is a [TooLongError].
func read(body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, MaxAnswer+1))
	if err != nil {
		return nil, WithoutURL(err)
	}
	if len(data) > MaxAnswer {
		return nil, &TooLongError{Limit: MaxAnswer}
	}
	return data, nil
}

// WithoutURL takes the address out of an error of the HTTP library: a path or
// query may hold a token.
func WithoutURL(err error) error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		return inURL.Err
	}
	return err
}

// IsTimeout reports whether an answer did not come in time.
func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
