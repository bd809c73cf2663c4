package backend

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/guard"
	"examdesk/model"
)

// mockStop is how long requests may take to finish when the mock stops.
const mockStop = 5 * time.Second

// serveMock listens, prints where, and serves until ctx ends.
func serveMock(ctx context.Context, a *setup.Setup, f mockFlags, svc *simulator.Service) error {
	if err := f.checkListen(); err != nil {
		return err
	}
	config, err := f.tls(a.Clock())
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return cannotListen(err, f.listen)
	}
	defer func() { _ = listener.Close() }()
	base := f.base(listener.Addr().String(), config != nil)
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	if err := sayMock(a, f, svc, base); err != nil {
		return err
	}
	// No time limit for an answer: a silent service is one of the faults to try.
	server := &http.Server{Handler: svc, ErrorLog: log.New(a.Err, "", 0), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	failed := guard.Start("standing in for a service", func() (struct{}, error) { return struct{}{}, server.Serve(listener) })
	err = keepMock(ctx, f.state, svc, failed)
	svc.Close()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), mockStop)
	defer cancel()
	if server.Shutdown(stop) != nil {
		_ = server.Close()
	}
	return errors.Join(err, writeMockState(f.state, svc))
}

// cannotListen explains why nothing can listen on an address. The numbers are Windows
// error codes.
func cannotListen(err error, address string) error {
	const taken, forbidden, elsewhere syscall.Errno = 10048, 10013, 10049
	why := "check the address"
	switch {
	case errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, taken):
		why = "another program uses the port. Stop that program, or name another port; port 0 takes a free one"
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, forbidden):
		why = "you may not use the port. Name one from 1024 on, e.g. 8990; those below are the administrator's"
	case errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, elsewhere):
		why = "this machine does not have the address. Name 127.0.0.1, or an address of this machine"
	}
	return model.Wrap(err, model.CodeUnavailable, "Nothing can listen on %s: %s.", address, why)
}

// keepMock saves the state from time to time, until ctx ends or the server fails.
func keepMock(ctx context.Context, state string, svc *simulator.Service, failed <-chan guard.Answer[struct{}]) error {
	tick := time.NewTicker(simulator.SaveEvery)
	defer tick.Stop()
	written := int64(-1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case ended := <-failed:
			return model.Wrap(ended.Err, model.CodeInternal, "The mock service stopped unexpectedly.")
		case <-tick.C:
			if now := svc.Changes(); now != written {
				if err := writeMockState(state, svc); err != nil {
					return err
				}
				written = now
			}
		}
	}
}

// checkListen refuses an address that others can reach, unless --public allows it:
// the keys are printed, and registrations contain people's names.
func (f mockFlags) checkListen() error {
	host, _, err := net.SplitHostPort(f.listen)
	if err != nil {
		return kit.Usagef("--listen %q is not an address; write e.g. 127.0.0.1:8990", model.Clean(f.listen))
	}
	if f.public || host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		return nil
	}
	return kit.Usagef("--listen %s can be reached by others; add --public if you want that", model.Clean(f.listen))
}

// tls returns how to serve TLS; nil for plain http.
func (f mockFlags) tls(now time.Time) (*tls.Config, error) {
	if (f.tlsCert == "") != (f.tlsKey == "") || f.tlsCert != "" && f.selfSigned || f.certOut != "" && !f.selfSigned {
		return nil, kit.Usagef("TLS takes --tls-cert with --tls-key, or --self-signed with or without --cert-out")
	}
	var cert tls.Certificate
	var err error
	switch {
	case f.selfSigned:
		host, _, _ := net.SplitHostPort(f.listen)
		if u, err := url.Parse(f.publicName); err == nil && u.Hostname() != "" {
			host = u.Hostname()
		}
		if cert, err = simulator.SelfSigned(now, simulator.CertGood, cmp.Or(host, "localhost"), "localhost", "127.0.0.1", "::1"); err != nil {
			return nil, err
		}
	case f.tlsCert != "":
		if cert, err = tls.LoadX509KeyPair(f.tlsCert, f.tlsKey); err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "The certificate %s and its key cannot be used.", f.tlsCert)
		}
	default:
		return nil, nil
	}
	if f.certOut != "" {
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})
		if err := os.WriteFile(f.certOut, text, 0o600); err != nil {
			return nil, model.Wrap(err, model.CodeInternal, "The certificate cannot be written to %s.", f.certOut)
		}
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, nil
}

// base returns the address at which the mock is reached.
func (f mockFlags) base(listening string, withTLS bool) string {
	switch {
	case f.publicName != "":
		return strings.TrimRight(f.publicName, "/")
	case withTLS:
		return "https://" + listening
	}
	return "http://" + listening
}

// sayMock prints the settings and how to control the service. The whole is YAML, so
// that it can be redirected to a file.
func sayMock(a *setup.Setup, f mockFlags, svc *simulator.Service, base string) error {
	snippet, err := svc.Snippet(base)
	if err != nil {
		return err
	}
	token := "The control token is " + svc.ControlToken().Reveal()
	if f.tokenFile != "" {
		if err := replacePrivate(f.tokenFile, []byte(svc.ControlToken().Reveal()+"\n")); err != nil {
			return model.Wrap(err, model.CodeInternal, "The control token cannot be written to %s.", f.tokenFile)
		}
		token = "The control token is in " + model.Clean(f.tokenFile)
	}
	to := "Callbacks go to " + model.Clean(f.lms)
	if f.lms == "" {
		to = "Callbacks go nowhere; name an LMS with --lms"
	}
	_, err = fmt.Fprintf(a.Out, "%s\n# The mock service listens on %s/ : open that in a browser.\n# %s.\n# %s.\n", snippet, model.Clean(base), token, to)
	return err
}
