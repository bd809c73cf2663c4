package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"examdesk/backends/wire"
	"examdesk/model"
)

// observed is the result of sending a request to a service.
type observed struct {
	// Err is the reason why there is no answer, or nil.
	Err error
	// Looking and Dialling report whether only a name was looked up, or only a
	// connection opened.
	Looking, Dialling bool
	Status            int
	Kind              body
	// Secure reports whether the answer came over TLS from the expected server.
	Secure bool
	// Secret reports whether the request proved a secret.
	Secret bool
	// Signed reports whether the time was part of the proof, ClockOff whether the
	// clocks are apart.
	Signed, ClockOff bool
	// Code is the error code of an OAuth2 answer, if it had one.
	Code string
}

// body is what an answer holds.
type body string

const (
	bodyNone  body = "nothing"
	bodyJSON  body = "JSON"
	bodyHTML  body = "a web page"
	bodyOther body = "something that is not JSON"
)

// classify returns the cause of a failure, or [model.CauseNone] if nothing failed. It
// depends only on what was observed.
func classify(o observed) model.CheckCause {
	if o.Err != nil {
		return classifyError(o)
	}
	switch {
	case o.Status >= 300 && o.Status < 400:
		return model.CauseAddress
	case o.Status == 403 && o.Kind == bodyHTML, o.Status == 407, o.Status == 451, o.Status == 429, o.Status == 511:
		return model.CauseBlocked
	case o.Status >= 500, o.Status == 408:
		return model.CauseDown
	case o.Status == 404, o.Status == 410:
		return model.CauseAddress
	case o.Status >= 400 && o.Secret:
		return classifyRefusal(o)
	case o.Status >= 400:
		return model.CauseNone
	case o.Status < 200 || o.Kind == bodyNone && o.Secret:
		return model.CauseAnswer
	case o.Kind == bodyHTML && o.Secure:
		return model.CauseAddress
	case o.Kind == bodyHTML:
		return model.CauseBlocked
	case o.Kind == bodyOther:
		return model.CauseAnswer
	}
	return model.CauseNone
}

// classifyRefusal sorts an answer from 400 on to a request that proved a secret.
func classifyRefusal(o observed) model.CheckCause {
	switch {
	case (o.Status == 401 || o.Status == 403) && o.Signed && o.ClockOff:
		return model.CauseClock
	case o.Status == 401, o.Code == "invalid_client", o.Code == "unauthorized_client":
		return model.CauseSecret
	case o.Status == 403 && o.Signed:
		return model.CauseSecret
	case o.Status == 403:
		return model.CauseBlocked
	case o.Status == 405:
		return model.CauseAddress
	case o.Signed && (o.Status == 400 || o.Status == 422):
		return model.CauseSettings
	}
	return model.CauseAnswer
}

// classifyError classifies the error that prevented an answer.
func classifyError(o observed) model.CheckCause {
	var private *wire.PrivateAddressError
	var long *wire.TooLongError
	var name *net.DNSError
	switch err := o.Err; {
	case errors.As(err, &private):
		return model.CauseAddress
	case errors.As(err, &long):
		return model.CauseAnswer
	case errors.As(err, &name):
		return classifyName(name)
	case classifyTLS(err) != model.CauseNone:
		return classifyTLS(err)
	case isErrno(err, syscall.ECONNREFUSED, 10061):
		return model.CauseDown
	case isErrno(err, syscall.EHOSTUNREACH, 10065), isErrno(err, syscall.ENETUNREACH, 10051), isErrno(err, syscall.EACCES, 10013), isErrno(err, syscall.EPERM, 0):
		return model.CauseBlocked
	case dialling(o) && isTimeout(err):
		return model.CauseBlocked
	case dialling(o) && (isReset(err) || isEnd(err)):
		return model.CauseBlocked
	case isTimeout(err), isReset(err), isEnd(err):
		return model.CauseDown
	case strings.Contains(err.Error(), "malformed HTTP"), strings.Contains(err.Error(), "malformed MIME"), strings.Contains(err.Error(), "http2: "),
		strings.Contains(err.Error(), "server response headers exceeded"):
		return model.CauseAnswer
	}
	return model.CauseDown
}

func classifyName(err *net.DNSError) model.CheckCause {
	switch {
	case err.IsNotFound:
		return model.CauseAddress
	case err.IsTimeout:
		return model.CauseBlocked
	}
	return model.CauseDown
}

// The alerts of TLS (RFC 8446, 6) that say more than that it did not work.
const (
	alertHandshakeFailure tls.AlertError = 40
	alertNoCertificate    tls.AlertError = 41
	alertBadCertificate   tls.AlertError = 42
	alertAccessDenied     tls.AlertError = 49
	alertProtocolVersion  tls.AlertError = 70
	alertInternalError    tls.AlertError = 80
	alertUnrecognizedName tls.AlertError = 112
	alertCertRequired     tls.AlertError = 116
)

// alertOf is the alert with which a server ended a connection, or the one that
// this side ended it with because of the version the server chose; 0 if none did.
// The library does not export the type with which it wraps a server's alert
// after the handshake, so that its text is examined too.
func alertOf(err error) tls.AlertError {
	var alert tls.AlertError
	if err == nil || errors.As(err, &alert) {
		return alert
	}
	var op *net.OpError
	remote := errors.As(err, &op) && op.Op == "remote error"
	for _, known := range []tls.AlertError{
		alertHandshakeFailure, alertNoCertificate, alertBadCertificate, alertAccessDenied, alertProtocolVersion, alertInternalError, alertUnrecognizedName, alertCertRequired,
	} {
		if remote && op.Err.Error() == known.Error() {
			return known
		}
	}
	for _, said := range []string{"tls: server selected unsupported protocol version", "tls: protocol version not supported"} {
		if strings.Contains(err.Error(), said) {
			return alertProtocolVersion
		}
	}
	return 0
}

// errAsked is joined to what ended a handshake in which the server had asked for
// a client certificate: up to TLS 1.2 its alert does not say that it wanted one.
var errAsked = errors.New("a client certificate was asked for")

// wantsCertificate reports whether a server ended the connection because it was
// shown no certificate.
func wantsCertificate(err error) bool {
	alert := alertOf(err)
	return alert == alertCertRequired || alert == alertBadCertificate || alert == alertNoCertificate || errors.Is(err, errAsked) && alert == alertHandshakeFailure
}

// classifyTLS sorts what prevents an encrypted connection,
// [model.CauseNone] if nothing of the kind does.
func classifyTLS(err error) model.CheckCause {
	var record tls.RecordHeaderError
	if flaw := wire.CertFlawOf(err); flaw != wire.CertNone {
		return map[wire.CertFlaw]model.CheckCause{
			wire.CertExpired: model.CauseDown, wire.CertEarly: model.CauseClock, wire.CertName: model.CauseAddress,
			wire.CertSelfSigned: model.CauseAddress, wire.CertUnknown: model.CauseBlocked, wire.CertOther: model.CauseAnswer,
		}[flaw]
	}
	switch {
	case errors.As(err, &record), err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return model.CauseAddress
	}
	if wantsCertificate(err) {
		return model.CauseBlocked
	}
	switch alertOf(err) {
	case 0:
		return model.CauseNone
	case alertUnrecognizedName:
		return model.CauseAddress
	case alertAccessDenied:
		return model.CauseBlocked
	case alertInternalError:
		return model.CauseDown
	}
	return model.CauseAnswer
}

func dialling(o observed) bool {
	var op *net.OpError
	return o.Dialling || errors.As(o.Err, &op) && op.Op == "dial"
}

func isTimeout(err error) bool {
	return wire.IsTimeout(err) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

func isReset(err error) bool {
	return isErrno(err, syscall.ECONNRESET, 10054) || isErrno(err, syscall.EPIPE, 0) || isErrno(err, syscall.ECONNABORTED, 10053)
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// isErrno recognises a system error by its number, on Windows by that of its
// sockets.
func isErrno(err error, unix, windows syscall.Errno) bool {
	var n syscall.Errno
	return errors.As(err, &n) && (n == unix || windows != 0 && n == windows)
}
