package peer

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	certs "examdesk/backends/wire"
	"examdesk/model"
)

// Peer is what is spoken to.
type Peer struct {
	// what it is, e.g. "server", and its host, as sentences name them.
	what, host string
	// plain reports that it is asked over plain HTTP; dial is then its host and port.
	plain bool
	dial  string
}

// Of returns what is at an address; what is "LMS" or "server".
func Of(what string, at *url.URL) Peer {
	return Peer{what, at.Host, at.Scheme == "http", net.JoinHostPort(at.Hostname(), cmp.Or(at.Port(), "80"))}
}

// Unsecured is why no encrypted connection came about, nil if it was something else. Asking
// again would not help, so none of this is passing.
func (p Peer) Unsecured(ctx context.Context, err error) error {
	var record tls.RecordHeaderError
	refused := tlsWords(err)
	switch {
	case certs.CertFlawOf(err) != certs.CertNone:
		return model.Wrap(err, model.CodeUnavailable, "The certificate of the %s at %s %s. %s", p.what, p.host, certs.CertWords(err), p.certRemedy(certs.CertFlawOf(err)))
	case errors.Is(err, http.ErrSchemeMismatch):
		return model.Wrap(err, model.CodeUnavailable, "The %s at %s speaks plain HTTP, not HTTPS. On this machine its address is http://%s; from elsewhere it needs a certificate%s.", p.what, p.host, p.host, p.serves())
	case p.plain && p.speaksTLS(ctx, err):
		return p.WantsTLS()
	case errors.As(err, &record):
		return model.Wrap(err, model.CodeUnavailable, "What answers at %s speaks neither HTTPS nor HTTP. Check the host and the port.", p.host)
	case refused != "":
		return model.Wrap(err, model.CodeUnavailable, "No encrypted connection to the %s at %s came about: %s. Ask whoever runs it.", p.what, p.host, refused)
	}
	return nil
}

// tlsWords are the library's own words for why a handshake failed, empty if none did. It
// does not export the type of a server's alert.
func tlsWords(err error) string {
	for ; err != nil; err = errors.Unwrap(err) {
		var op *net.OpError
		if words, is := strings.CutPrefix(err.Error(), "tls: "); is {
			return words
		} else if errors.As(err, &op) && op.Op == "remote error" {
			err = op
		}
	}
	return ""
}

// probeTime is how long a look at what a server speaks may take.
const probeTime = 2 * time.Second

// speaksTLS reports whether a server that was asked over plain HTTP, and gave no answer that
// makes sense, speaks TLS. Nothing but the greeting of TLS is sent.
func (p Peer) speaksTLS(ctx context.Context, err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return false // nobody is there
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	to, err := (&tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", p.dial)
	if err == nil {
		return to.Close() == nil
	}
	return certs.CertFlawOf(err) != certs.CertNone || tlsWords(err) != ""
}

// WantsTLS is the error for what was asked over plain HTTP and does not speak it.
func (p Peer) WantsTLS() error {
	return model.Errorf(model.CodeUnavailable, "The %s at %s speaks HTTPS, not plain HTTP. Use https://%s.", p.what, p.host, p.host)
}

// Redirected is what became of a request that was sent elsewhere: what was to be sent goes
// nowhere but to the address that somebody gave.
func (p Peer) Redirected(status int) error {
	return model.Errorf(model.CodeUnavailable, "The %s at %s answered with a redirect (status %d), which is not followed; use the address that it leads to.", p.what, p.host, status)
}

// serves is how a server of examdesk's gets a certificate.
func (p Peer) serves() string {
	if p.what == "server" {
		return ": examdesk serve --tls-cert FILE --tls-key FILE"
	}
	return ""
}

// RefusesPlain reports whether an answer to plain HTTP is that of a port for HTTPS: Go's,
// nginx's or Apache's.
func (p Peer) RefusesPlain(status int, data []byte) bool {
	if !p.plain || status != http.StatusBadRequest {
		return false
	}
	for _, words := range []string{"HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled server port"} {
		if bytes.Contains(data, []byte(words)) {
			return true
		}
	}
	return false
}

// certRemedy is what to do about a certificate that was refused.
func (p Peer) certRemedy(flaw certs.CertFlaw) string {
	switch flaw {
	case certs.CertExpired:
		return "Whoever runs the " + p.what + " has to renew it. If this machine's date is wrong, set that."
	case certs.CertEarly:
		return "Check this machine's date; if it is right, ask whoever runs the " + p.what + "."
	case certs.CertName:
		return "Use a name that the certificate is for in the address, or ask whoever runs the " + p.what + " for a certificate for this one."
	case certs.CertUnknown, certs.CertSelfSigned:
		return "If your organization issues its own certificates, name the file with its authority's: examdesk login --ca-file FILE, ca_file in the profile, or SSL_CERT_FILE. Otherwise somebody else may be answering; ask whoever runs the " + p.what + "."
	case certs.CertNone, certs.CertOther:
	}
	return "Ask whoever runs the " + p.what + "."
}
