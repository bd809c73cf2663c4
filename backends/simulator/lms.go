package simulator

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/rest/oauth"
	"examdesk/backends/wire"
	"examdesk/model"
)

// lmsClient speaks to the LMS.
type lmsClient struct {
	root string
	http *resty.Client
	// tokens are for the LMS's REST API, nil without credentials.
	tokens *oauth.TokenSource
}

func newLMSClient(c Config) (*lmsClient, error) {
	if (c.LMS.ClientID == "") != c.LMS.ClientSecret.IsZero() {
		return nil, model.Errorf(model.CodeInvalid, "The LMS's client id and secret must be given together.")
	}
	if c.LMS.URL == "" {
		return &lmsClient{}, nil
	}
	// Who runs a mock names the LMS, which mostly is on this machine.
	u, flaws := wire.ParseBase(c.LMS.URL, true)
	if len(flaws) > 0 { // the address stays out of it: it may hold a password
		return nil, model.Errorf(model.CodeInvalid, "That is not an LMS's address; write e.g. https://lms.example.com, without a password or a part after ? or #.")
	}
	l := &lmsClient{root: strings.TrimRight(u.String(), "/"), http: wire.NewClient(wire.Options{
		AllowPrivate: true, Plain: u.Scheme == "http", Timeout: c.LMS.Timeout, UserAgent: "examdesk-mock/" + c.Version, TLS: c.LMS.TLS,
	})}
	if c.LMS.ClientID != "" {
		l.tokens = oauth.New(oauth.Config{
			Who: u.Host, BaseURL: l.root, ClientID: c.LMS.ClientID, ClientSecret: c.LMS.ClientSecret, HTTP: l.http, Clock: c.Clock,
		})
	}
	return l, nil
}

// message is one request to the LMS.
type message struct {
	kind, method, path string
	body               []byte
	// signed reports whether the LMS wants to know who sends it.
	signed bool
}

// send sends one, and returns the LMS's status. A token that is not accepted is
// renewed once: what was not let in was not done.
func (l *lmsClient) send(ctx context.Context, m message) (int, error) {
	if l.root == "" {
		return 0, model.Errorf(model.CodeInvalid, "No LMS is configured; start the mock with --lms URL.")
	}
	if l.tokens == nil || !m.signed {
		return l.once(ctx, m, oauth.Token{})
	}
	token, err := l.tokens.Token(ctx)
	if err != nil {
		return 0, err
	}
	status, err := l.once(ctx, m, token)
	if err != nil || status != http.StatusUnauthorized {
		return status, err
	}
	if token, err = l.tokens.Renew(ctx, token); err != nil {
		return status, err
	}
	return l.once(ctx, m, token)
}

func (l *lmsClient) once(ctx context.Context, m message, token oauth.Token) (int, error) {
	r := l.http.R()
	if m.body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(m.body)
	}
	if !token.Secret.IsZero() {
		r.SetHeader("Authorization", token.Header())
	}
	a, err := wire.Send(ctx, r, m.method, l.root+m.path)
	if err != nil {
		return a.Status, unreachable(err)
	}
	return a.Status, nil
}

func unreachable(err error) error {
	if wire.IsTimeout(err) {
		return model.Wrap(err, model.CodeUnavailable, "The LMS did not answer in time.")
	}
	return model.Wrap(err, model.CodeUnavailable, "The LMS cannot be reached.")
}
