package api

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/client/peer"
	"examdesk/model"
)

// DefaultTimeout bounds one request. An LMS takes half a second for a page of attempts,
// and up to 30 s where it asks a proctoring service before it answers.
const DefaultTimeout = time.Minute

// Config is where an LMS is, and who asks.
type Config struct {
	// URL is the address of the LMS, e.g. https://lms.example.com.
	URL string
	// Token returns the JWT to sign in with. It appears in no error.
	Token func(ctx context.Context) (string, error)
	// Renew returns another token than one that the LMS refused; nil if a token cannot be renewed.
	Renew func(ctx context.Context, refused string) (string, error)
	// Insecure allows plain HTTP to another machine.
	Insecure bool
	// Timeout bounds one request; [DefaultTimeout] if 0.
	Timeout time.Duration
	// Version is examdesk's own, for the User-Agent.
	Version string
	// TLS is for certificates of one's own; nil for the system's.
	TLS *tls.Config
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
}

// Client speaks to one LMS as one person. It may be shared: its requests are sent one
// after another.
type Client struct {
	http    *resty.Client
	host    string
	peer    peer.Peer
	token   func(context.Context) (string, error)
	renew   func(ctx context.Context, refused string) (string, error)
	timeout time.Duration
	clock   func() time.Time
	pace    *pace
	// wait pauses; tests do not want to.
	wait func(context.Context, time.Duration) error
}

// New returns a client for an LMS. Nothing is asked yet.
func New(c Config) (*Client, error) {
	at, err := address(c)
	if err != nil {
		return nil, err
	}
	base, host := strings.TrimSuffix(at.String(), "/"), at.Host
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Token == nil {
		c.Token = func(context.Context) (string, error) {
			return "", model.Errorf(model.CodeDenied, "Nobody is signed in at %s; run examdesk login.", host)
		}
	}
	h := resty.New().SetBaseURL(base).SetDoNotParseResponse(true).
		SetHeaders(map[string]string{
			"User-Agent": "examdesk/" + c.Version,
			"Accept":     "application/json",
			// What an LMS says is read, also by the words that it has for a token.
			"Accept-Language": "en",
		}).
		// A session cookie beside the token would be taken first, and asks for a CSRF token.
		SetCookieJar(nil).
		// A token must not be carried to wherever a redirect leads.
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }))
	if c.TLS != nil {
		h.SetTLSClientConfig(c.TLS)
	}
	return &Client{http: h, host: host, peer: peer.Of("LMS", at), token: c.Token, renew: c.Renew, timeout: c.Timeout, clock: c.Clock, pace: newPace(c.Clock, pause), wait: pause}, nil
}

// Host is the host of the LMS, as messages name it.
func (c *Client) Host() string { return c.host }

// address is the LMS's base address.
func address(c Config) (*url.URL, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, model.Errorf(model.CodeInvalid, "%q is not the address of an LMS; write https://HOST.", c.URL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, model.Errorf(model.CodeInvalid, "The address of the LMS must be no more than https://HOST and perhaps a path.")
	case u.Scheme == "http" && !c.Insecure && !isLoopback(u.Hostname()):
		return nil, model.Errorf(model.CodeInvalid,
			"The LMS at %s would be asked over plain HTTP, which anyone on the way can read. Use https, or --insecure if you accept that.", u.Host)
	}
	return u, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
