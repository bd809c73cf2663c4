package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	certs "examdesk/backends/wire"
	"examdesk/model"
)

// unsecured is why no encrypted connection came about, nil if it was something else. Asking
// again would not help, so none of this is passing.
func (c *conn) unsecured(ctx context.Context, err error) error {
	var record tls.RecordHeaderError
	refused := tlsWords(err)
	switch {
	case certs.CertFlawOf(err) != certs.CertNone:
		return model.Wrap(err, model.CodeUnavailable, "The certificate of the server at %s %s. %s", c.host, certs.CertWords(err), certRemedy(certs.CertFlawOf(err)))
	case errors.Is(err, http.ErrSchemeMismatch):
		return model.Wrap(err, model.CodeUnavailable, "The server at %s speaks plain HTTP, not HTTPS. On this machine its address is http://%s; from elsewhere it needs a certificate: examdesk serve --tls-cert FILE --tls-key FILE.", c.host, c.host)
	case c.plain && c.speaksTLS(ctx, err):
		return c.wantsTLS()
	case errors.As(err, &record):
		return model.Wrap(err, model.CodeUnavailable, "What answers at %s speaks neither HTTPS nor HTTP. Check the host and the port.", c.host)
	case refused != "":
		return model.Wrap(err, model.CodeUnavailable, "No encrypted connection to the server at %s came about: %s. Ask whoever runs it.", c.host, refused)
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
func (c *conn) speaksTLS(ctx context.Context, err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return false // nobody is there
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	to, err := (&tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", c.dial)
	if err == nil {
		return to.Close() == nil
	}
	return certs.CertFlawOf(err) != certs.CertNone || tlsWords(err) != ""
}

func (c *conn) wantsTLS() error {
	return model.Errorf(model.CodeUnavailable, "The server at %s speaks HTTPS, not plain HTTP. Use https://%s.", c.host, c.host)
}

// refusesPlain reports whether an answer to plain HTTP is that of a port for HTTPS: Go's,
// nginx's or Apache's.
func (c *conn) refusesPlain(status int, data []byte) bool {
	if !c.plain || status != http.StatusBadRequest {
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
func certRemedy(flaw certs.CertFlaw) string {
	switch flaw {
	case certs.CertExpired:
		return "Whoever runs the server has to renew it. If this machine's date is wrong, set that."
	case certs.CertEarly:
		return "Check this machine's date; if it is right, ask whoever runs the server."
	case certs.CertName:
		return "Use a name that the certificate is for in the address, or ask whoever runs the server for a certificate for this one."
	case certs.CertUnknown, certs.CertSelfSigned:
		return "If your organization issues its own certificates, name the file with its authority's: examdesk login --ca-file FILE, ca_file in the profile, or SSL_CERT_FILE. Otherwise somebody else may be answering; ask whoever runs the server."
	case certs.CertNone, certs.CertOther:
	}
	return "Ask whoever runs the server."
}
