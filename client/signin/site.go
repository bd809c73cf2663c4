package signin

import (
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

// Kind is what kind of site people sign in at.
type Kind string

// The kinds of sites.
const (
	// Desk is a server of examdesk's.
	Desk Kind = "server"
	// LMS is an Open edX LMS.
	LMS Kind = "LMS"
)

// Site is where people sign in.
type Site struct {
	Kind Kind
	// URL is its address, e.g. https://lms.example.edu, without a slash at the end.
	URL string
	// Insecure allows plain HTTP to another machine.
	Insecure bool
	// Timeout bounds one request; [DefaultTimeout] if 0.
	Timeout time.Duration
	// Version is examdesk's own, for the User-Agent.
	Version string
	// TLS is for certificates of one's own; nil for the system's.
	TLS *tls.Config
}

// DefaultTimeout is how long a request for a token may take. It is long because a token
// that was given and not read may have ended the sign-in it came from.
const DefaultTimeout = time.Minute

// The paths of OAuth 2, the same at an LMS and at a server of ours (edx-platform,
// openedx/core/djangoapps/oauth_dispatch/urls.py).
const (
	tokenPath     = "/oauth2/access_token" //nolint:gosec // a path, not a token
	authorizePath = "/oauth2/authorize/"
	revokePath    = "/oauth2/revoke_token/"
)

// Check returns an error if people cannot sign in at this address.
func (s Site) Check() error {
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return model.Wrap(err, model.CodeInvalid, "%q is not the address of %s; write https://HOST.", s.URL, s.a())
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return model.Errorf(model.CodeInvalid, "The address of the %s must be no more than https://HOST and perhaps a path.", s.Kind)
	case u.Scheme == "http" && !s.Insecure && !isLoopback(u.Hostname()):
		return model.Errorf(model.CodeInvalid, "The %s at %s would be asked over plain HTTP, which anybody on the way can read. Use https, or --insecure if you accept that.", s.Kind, u.Host)
	}
	return nil
}

// a is the kind with its article.
func (s Site) a() string {
	if s.Kind == LMS {
		return "an LMS"
	}
	return "a server"
}

// host is the site's host as sentences name it.
func (s Site) host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return s.URL
	}
	return u.Host + strings.TrimSuffix(u.Path, "/")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Issuer gives the tokens of a site.
type Issuer struct {
	site  Site
	http  *resty.Client
	clock func() time.Time
	peer  peer.Peer
}

// New returns the issuer of a site's tokens. It asks nothing yet.
func New(s Site, clock func() time.Time) (*Issuer, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	s.URL = strings.TrimSuffix(s.URL, "/")
	h := resty.New().SetBaseURL(s.URL).SetHeader("User-Agent", "examdesk/"+s.Version).SetHeader("Accept", "application/json").
		SetHeader("Accept-Language", "en").SetRedirectPolicy(resty.RedirectPolicyFunc(stay)).SetDoNotParseResponse(true)
	if s.TLS != nil {
		h.SetTLSClientConfig(s.TLS)
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return nil, err
	}
	return &Issuer{site: s, http: h, clock: clock, peer: peer.Of(string(s.Kind), u)}, nil
}

// stay keeps an answer that leads elsewhere, so that it can be named.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
