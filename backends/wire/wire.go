// Package wire sends HTTP requests to addresses that a person has configured. It
// follows no redirects, uses no proxy, connects to private addresses only if that is
// allowed, limits what it reads of an answer, and bounds every call in time.
package wire

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	// DefaultTimeout bounds one request, from looking up the name to the end of
	// the answer.
	DefaultTimeout = 10 * time.Second
	// MaxAnswer is how many bytes of an answer are read.
	MaxAnswer = 1 << 20
	// maxHeaders bounds the headers of an answer, in bytes.
	maxHeaders = 64 << 10
)

// Options holds how to connect.
type Options struct {
	// AllowPrivate lets requests go to private addresses.
	AllowPrivate bool
	// Plain is for addresses of the kind http: they stay within private networks.
	Plain bool
	// Timeout is [DefaultTimeout] if 0.
	Timeout   time.Duration
	UserAgent string
	// TLS is for tests with certificates of their own.
	TLS *tls.Config
}

// NewClient returns a client whose answers are not parsed: [Send] reads them.
func NewClient(o Options) *resty.Client {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	hc := &http.Client{
		Transport: Transport(o),
		// A redirect could lead anywhere, with what was sent and its signature.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return resty.NewWithClient(hc).SetTimeout(o.Timeout).SetLogger(silent{}).SetDoNotParseResponse(true).SetHeader("User-Agent", o.UserAgent)
}

// Transport connects directly: a proxy would resolve the name itself, and the
// check of the address would mean nothing.
func Transport(o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: o.Timeout, ControlContext: Guard{AllowPrivate: o.AllowPrivate, Plain: o.Plain}.Control}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            AskFirst(dialer.DialContext),
		TLSClientConfig:        o.TLS,
		TLSHandshakeTimeout:    o.Timeout,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: maxHeaders,
	}
}

// silent keeps the HTTP library from writing to the terminal.
type silent struct{}

// Errorf implements [resty.Logger].
func (silent) Errorf(string, ...any) {}

// Warnf implements [resty.Logger].
func (silent) Warnf(string, ...any) {}

// Debugf implements [resty.Logger].
func (silent) Debugf(string, ...any) {}
