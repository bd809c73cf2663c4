package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// soon is when a certificate's end deserves a remark.
const soon = 30 * 24 * time.Hour

// route is a way to a host: the addresses that its name was looked up to, so
// that all checks talk to the same.
type route struct {
	addrs []netip.Addr
	guard wire.Guard
}

func (p probe) route() route {
	return route{p.addrs, wire.Guard{AllowPrivate: p.svc.Flag(settings.AllowPrivate, false), Plain: p.at.Scheme == "http"}}
}

// dial connects to the first address that answers. Each gets its share of the
// time that is left.
func (r route) dial(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{ControlContext: r.guard.Control}
	err = errors.New("there is no address")
	for i, addr := range r.addrs {
		each, cancel := share(ctx, len(r.addrs)-i)
		var conn net.Conn
		conn, err = d.DialContext(each, network, net.JoinHostPort(addr.String(), port))
		cancel()
		if err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// share is the n-th part of the time that a context has left.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	end, bounded := ctx.Deadline()
	if !bounded {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
}

// client sends requests along the route.
func (v *Verifier) client(r route) *resty.Client {
	o := wire.Options{AllowPrivate: r.guard.AllowPrivate, Plain: r.guard.Plain, Timeout: v.Timeout, UserAgent: v.UserAgent, TLS: v.TLS}
	t := wire.Transport(o)
	t.DialContext, t.DisableKeepAlives = wire.AskFirst(r.dial), true
	return wire.NewClient(o).SetTransport(t)
}

// hostPort is where to connect to.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// tcp opens a connection and closes it again.
func (p probe) tcp(ctx context.Context) outcome {
	conn, err := p.route().dial(ctx, "tcp", hostPort(p.at))
	if err != nil {
		return p.observe(observed{Err: err, Dialling: true})
	}
	defer func() { _ = conn.Close() }()
	return pass("connected to %s", conn.RemoteAddr())
}

// tls looks at the encryption and at the certificate.
func (p probe) tls(ctx context.Context) outcome {
	if p.at.Scheme == "http" {
		return skip("plain http within a private network, so there is nothing to check")
	}
	conn, err := p.route().dial(ctx, "tcp", hostPort(p.at))
	if err != nil {
		return p.observe(observed{Err: err, Dialling: true})
	}
	defer func() { _ = conn.Close() }()
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if p.v.TLS != nil {
		config = p.v.TLS.Clone()
	}
	config.ServerName, config.Time = p.at.Hostname(), p.v.Clock
	asked := false
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return &tls.Certificate{}, nil
	}
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		if asked {
			err = errors.Join(errAsked, err)
		}
		o := observed{Err: err}
		out := p.observe(o)
		if leaf := wire.CertOf(err); leaf != nil {
			out.ends = leaf.NotAfter
		}
		if isReset(err) || isEnd(err) {
			out = fail(model.CauseBlocked, "the connection was cut while it was being encrypted",
				"Ask your network's administrators whether a firewall inspects the host names of connections; if none does, ask the service's operator.")
		}
		return out
	}
	return p.certificate(secured.ConnectionState())
}

// certificate says until when the service can be reached.
func (p probe) certificate(state tls.ConnectionState) outcome {
	leaf := state.PeerCertificates[0]
	first := leaf
	for _, c := range state.VerifiedChains[0] {
		if c.NotAfter.Before(first.NotAfter) {
			first = c
		}
	}
	left := first.NotAfter.Sub(p.v.Clock())
	seen := fmt.Sprintf("%s, certificate until %s (%s), from %s", tls.VersionName(state.Version), day(first.NotAfter), days(left), wire.CertIssuer(leaf))
	out := pass("%s", seen)
	if left < soon {
		out = warn(model.CauseDown, seen, "Ask the service's operator when it is renewed: from that day on nothing gets through.")
	}
	out.ends = first.NotAfter
	return out
}

// certificateWords describes what is wrong with a certificate that was refused.
func (p probe) certificateWords(err error) string {
	said := "the certificate is " + string(wire.CertFlawOf(err))
	leaf := wire.CertOf(err)
	if leaf == nil {
		return said
	}
	switch wire.CertFlawOf(err) {
	case wire.CertExpired:
		said += fmt.Sprintf(": it expired on %s, and here it is %s", day(leaf.NotAfter), day(p.v.Clock()))
	case wire.CertEarly:
		said += fmt.Sprintf(": it is valid from %s, and here it is %s", day(leaf.NotBefore), day(p.v.Clock()))
	case wire.CertName:
		said += ": " + wire.CertNames(leaf)
	default: // there is nothing to add
	}
	return said
}

// span describes how long something is, with its unit.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%g s", d.Round(10*time.Millisecond).Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d.Round(time.Minute)/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", d.Round(time.Hour)/time.Hour)
	}
	return days(d)
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

func days(d time.Duration) string {
	return model.Counted(int(d/(24*time.Hour)), "day")
}
