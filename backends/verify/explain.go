package verify

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"

	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// observe returns the failed check for what was observed.
func (p probe) observe(o observed) outcome {
	cause := classify(o)
	seen := statusWords(o)
	if o.Err != nil {
		seen = p.errorWords(o)
	}
	return fail(cause, seen, p.remedy(cause, o))
}

// errorWords describes in plain words why there was no answer. It quotes nothing of the
// error, which may contain an address with a token.
func (p probe) errorWords(o observed) string {
	var private *wire.PrivateAddressError
	var name *net.DNSError
	var long *wire.TooLongError
	err := o.Err
	switch {
	case errors.As(err, &private):
		return "the address " + private.Error()
	case errors.As(err, &name):
		return nameWords(name)
	case wire.CertFlawOf(err) != wire.CertNone:
		return p.certificateWords(err)
	case errors.As(err, &long):
		return "the answer " + long.Error() + "; it was not read to its end"
	case wantsCertificate(err):
		return "the service asks for a client certificate, which examdesk and edx-proctoring do not have"
	case alertOf(err) == alertProtocolVersion:
		return "the service speaks only a version of TLS before 1.2, which is no longer safe"
	case classifyTLS(err) == model.CauseAddress && alertOf(err) == 0:
		return "the server does not speak TLS"
	case alertOf(err) != 0:
		return "the TLS connection was refused: " + alertWords(alertOf(err))
	case isErrno(err, syscall.ECONNREFUSED, 10061):
		return "the connection was refused: nothing listens there"
	case dialling(o) && isTimeout(err):
		return "there was no answer within " + span(p.v.Timeout)
	case isTimeout(err):
		return "connected, but no answer came within " + span(p.v.Timeout)
	case isReset(err):
		return "the connection was reset"
	case isEnd(err):
		return "the connection was closed before an answer came"
	case classify(o) == model.CauseBlocked:
		return "the network does not let this machine reach the address"
	case classify(o) == model.CauseAnswer:
		return "the server does not speak valid HTTP"
	}
	return "the connection was lost"
}

func nameWords(err *net.DNSError) string {
	switch {
	case err.IsNotFound:
		return "there is no such name"
	case err.IsTimeout:
		return "this machine's DNS server did not answer"
	}
	return "this machine's DNS server could not look the name up"
}

// alertWords are the library's words for an alert, without its prefix.
func alertWords(alert tls.AlertError) string {
	return model.Clean(strings.TrimPrefix(alert.Error(), "tls: "))
}

// statusWords describes an answer.
func statusWords(o observed) string {
	said := fmt.Sprintf("the answer was %d", o.Status)
	if text := http.StatusText(o.Status); text != "" {
		said += " (" + text + ")"
	}
	if o.Code != "" {
		said += ", " + o.Code
	}
	if o.Kind != bodyJSON {
		said += " with " + string(o.Kind)
	}
	return said
}

// remedy is what to do about a cause in general; a check that knows more says
// that instead.
func (p probe) remedy(cause model.CheckCause, o observed) string {
	switch cause {
	case model.CauseNone, model.CauseStore: // nothing to do, or said with what was seen
		return ""
	case model.CauseSettings:
		return "Correct the settings of PROCTORING_BACKENDS." + p.svc.Name + "."
	case model.CauseSecret:
		return "Ask the service's operator for the secret that is valid now, and set it with examdesk keys rotate."
	case model.CauseClock:
		return clockRemedy
	case model.CauseAddress:
		return p.addressRemedy(o)
	case model.CauseBlocked:
		return p.blockedRemedy(o)
	case model.CauseDown:
		return p.downRemedy(o)
	case model.CauseAnswer:
		if alertOf(o.Err) == alertProtocolVersion {
			return "Ask the service's operator to offer TLS 1.2 or 1.3."
		}
		return "Check that " + addressKey(p.svc.Kind) + " leads to the service, then ask its operator."
	}
	return ""
}

const clockRemedy = "Let NTP set this machine's clock (timedatectl set-ntp true), then check again."

func (p probe) addressRemedy(o observed) string {
	key := addressKey(p.svc.Kind)
	switch wire.CertFlawOf(o.Err) {
	case wire.CertName:
		return "Correct the host in " + key + ", or tell the service's operator that the certificate is not for it."
	case wire.CertSelfSigned:
		return "Check " + key + ": a certificate of this kind comes from a server that was not set up for this name. If it is your own, have it signed by an authority that this machine trusts."
	default: // it was not the certificate
	}
	if o.Err == nil && o.Status < 300 {
		return "Check " + key + ": a web site answers instead of the service. On a hotel or campus network, sign in to that first."
	}
	if path := strings.TrimRight(p.at.Path, "/"); o.Err == nil && o.Status == http.StatusNotFound && p.svc.Kind == settings.REST {
		for _, end := range []string{"/api/v1", "/api"} {
			if strings.HasSuffix(path, end) {
				return "Write " + key + " without " + end + ": it is added for each request."
			}
		}
	}
	return "Check " + key + " against what the service's operator gave you."
}

func (p probe) blockedRemedy(o observed) string {
	switch {
	case wantsCertificate(o.Err):
		return "Ask the service's operator for an address that accepts the configured secrets alone: a client certificate cannot be sent."
	case wire.CertFlawOf(o.Err) == wire.CertUnknown:
		return "If your network opens encrypted connections (an inspecting proxy), have it leave this host alone or add its authority to this machine; else ask the service's operator for the missing chain."
	case o.Status == http.StatusTooManyRequests:
		return "Wait a few minutes; the service limits the rate of requests."
	case o.Status == http.StatusForbidden && o.Secret && o.Kind != bodyHTML:
		return "Wait a few minutes and try again: a token address that answers 403 limits the rate of requests. If it persists, ask the service's operator to let this machine's address in."
	case o.Status != 0:
		return "A proxy or filter answered: ask your network's administrators to let this machine reach the host, or the service's operator to let its address in."
	}
	return "A firewall drops the connection: ask your network's administrators to let this machine reach the host and port. No proxy is used."
}

func (p probe) downRemedy(o observed) string {
	switch {
	case wire.CertFlawOf(o.Err) == wire.CertExpired:
		return "Tell the service's operator that the certificate must be renewed. If this machine's date is wrong, let NTP set it."
	case isErrno(o.Err, syscall.ECONNREFUSED, 10061):
		return "Check host and port of " + addressKey(p.svc.Kind) + ", then ask the service's operator whether it is running."
	}
	return "Try again in a few minutes, look at the service's status page, then ask its operator."
}
