package serve

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"examdesk/model"
)

// certificate is the server's, which is read again when its files change: it can be renewed
// while the server runs.
type certificate struct {
	cert, key string

	mu   sync.Mutex
	pair *tls.Certificate
	// read is what the files were when they were looked at last.
	read string
}

// certificate is nil for plain HTTP, which is only for this machine itself.
func (o *Options) certificate() (*certificate, error) {
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%q is not an address to listen at; write HOST:PORT, e.g. 127.0.0.1:8080.", o.Listen)
	}
	switch {
	case (o.Cert == "") != (o.Key == ""):
		return nil, model.Errorf(model.CodeInvalid, "--tls-cert and --tls-key belong together.")
	case o.Cert == "" && !isLoopback(host):
		return nil, model.Errorf(model.CodeInvalid, "Plain HTTP is only served at this machine's own address. Use --listen 127.0.0.1:PORT behind a proxy, or give --tls-cert and --tls-key.")
	case o.Cert == "":
		return nil, nil
	}
	c := &certificate{cert: o.Cert, key: o.Key}
	c.read = c.state()
	c.pair, err = c.load()
	return c, err
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// config returns the settings for TLS, nil for plain HTTP. It warns of a certificate that
// desks would refuse.
func (c *certificate) config(clock func() time.Time, log *slog.Logger) *tls.Config {
	if c == nil {
		return nil
	}
	if why := outOfDate(c.pair.Leaf, clock()); why != "" {
		log.Warn("desks will refuse the certificate", "why", why)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(log), nil }}
}

// current returns the certificate, after a look at whether its files have changed. One that
// cannot be used leaves the former in place.
func (c *certificate) current(log *slog.Logger) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.state()
	if now == c.read || now == "" { // the same, or being replaced
		return c.pair
	}
	c.read = now
	pair, err := c.load()
	if err != nil {
		log.Error("the changed certificate cannot be used; the former one stays", "error", model.Sentence(err))
		return c.pair
	}
	c.pair = pair
	log.Info("the certificate was read again", "until", pair.Leaf.NotAfter.UTC())
	return c.pair
}

// state is when the files were written and how long they are; empty if one is not there.
func (c *certificate) state() string {
	out := ""
	for _, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return ""
		}
		out += fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size(), " ")
	}
	return out
}

func (c *certificate) load() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	var at *fs.PathError
	switch {
	case errors.As(err, &at) && errors.Is(err, fs.ErrNotExist):
		return nil, model.Wrap(err, model.CodeInvalid, "There is no file %s; --tls-cert and --tls-key name the certificate's and its key's.", at.Path)
	case errors.As(err, &at):
		return nil, model.Wrap(err, model.CodeInvalid, "The file %s cannot be read: %s. The server needs to be able to read it.", at.Path, at.Err.Error())
	case err != nil:
		return nil, model.Wrap(err, model.CodeInvalid, "The certificate %s and the key %s cannot be used: %s. Both are to be in PEM form, the key without a passphrase.", c.cert, c.key, strings.TrimPrefix(err.Error(), "tls: "))
	}
	return &pair, nil
}

// outOfDate returns why a certificate is not valid at a time; empty if it is.
func outOfDate(c *x509.Certificate, now time.Time) string {
	const minute = "2006-01-02 15:04 UTC"
	switch {
	case now.After(c.NotAfter):
		return "It expired on " + c.NotAfter.UTC().Format(minute) + "."
	case now.Before(c.NotBefore):
		return "It is not valid before " + c.NotBefore.UTC().Format(minute) + "."
	}
	return ""
}
