package simulator

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/wire"
	"examdesk/model"
)

// renewBefore is how long before its end a token is not used any more.
const renewBefore = time.Minute

// lmsClient speaks to the LMS.
type lmsClient struct {
	root  string
	lms   LMS
	http  *resty.Client
	clock func() time.Time

	mu      sync.Mutex
	token   model.Secret
	expires time.Time
}

func newLMSClient(c Config) (*lmsClient, error) {
	l := &lmsClient{lms: c.LMS, clock: c.Clock}
	if c.LMS.URL == "" {
		return l, nil
	}
	u, err := url.Parse(c.LMS.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return nil, model.Errorf(model.CodeInvalid, "%q is no address of an LMS; write e.g. https://lms.example.com.", model.Clean(c.LMS.URL))
	}
	if (c.LMS.ClientID == "") != c.LMS.ClientSecret.IsZero() {
		return nil, model.Errorf(model.CodeInvalid, "The LMS's client id and its secret go together.")
	}
	l.root = strings.TrimRight(u.String(), "/")
	// Who runs a mock names the LMS, which mostly is on this machine.
	l.http = wire.NewClient(wire.Options{
		AllowPrivate: true, Plain: u.Scheme == "http", Timeout: c.LMS.Timeout, UserAgent: "examdesk-mock/" + c.Version, TLS: c.LMS.TLS,
	})
	return l, nil
}

// authorization is the header for the LMS's REST API, empty without credentials.
func (l *lmsClient) authorization(ctx context.Context) (string, error) {
	if l.lms.ClientID == "" {
		return "", nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.clock().Before(l.expires.Add(-renewBefore)) {
		return "JWT " + l.token.Reveal(), nil
	}
	res, err := l.http.R().SetContext(ctx).SetFormData(map[string]string{
		"grant_type": "client_credentials", "token_type": "jwt", "client_id": l.lms.ClientID, "client_secret": l.lms.ClientSecret.Reveal(),
	}).Post(l.root + "/oauth2/access_token")
	if err != nil {
		return "", unreachable(err)
	}
	data, err := wire.Read(res)
	if err != nil {
		return "", unreachable(err)
	}
	if res.StatusCode() != http.StatusOK {
		return "", model.Errorf(model.CodeDenied, "The LMS grants no token (%d); check the client id and its secret.", res.StatusCode())
	}
	var granted struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if json.Unmarshal(data, &granted) != nil || granted.Token == "" {
		return "", model.Errorf(model.CodeInternal, "The LMS's answer has no token.")
	}
	l.token, l.expires = model.NewSecret(granted.Token), l.clock().Add(time.Duration(granted.Expires)*time.Second)
	return "JWT " + granted.Token, nil
}

// forget drops the token, after the LMS has refused it.
func (l *lmsClient) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.token, l.expires = model.Secret{}, time.Time{}
}

// message is one request to the LMS.
type message struct {
	kind, method, path string
	body               []byte
	// signed tells that the LMS wants to know who sends it.
	signed bool
}

// send sends one, and returns the LMS's status.
func (l *lmsClient) send(ctx context.Context, m message) (int, error) {
	if l.root == "" {
		return 0, model.Errorf(model.CodeInvalid, "No LMS is configured; start the mock with --lms URL.")
	}
	r := l.http.R().SetContext(ctx)
	if m.body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(m.body)
	}
	if m.signed {
		header, err := l.authorization(ctx)
		if err != nil {
			return 0, err
		}
		if header != "" {
			r.SetHeader("Authorization", header)
		}
	}
	res, err := r.Execute(m.method, l.root+m.path)
	if err != nil {
		return 0, unreachable(err)
	}
	if _, err := wire.Read(res); err != nil {
		return res.StatusCode(), unreachable(err)
	}
	if res.StatusCode() == http.StatusUnauthorized {
		l.forget()
	}
	return res.StatusCode(), nil
}

func unreachable(err error) error {
	if wire.IsTimeout(err) {
		return model.Wrap(wire.WithoutURL(err), model.CodeUnavailable, "The LMS did not answer in time.")
	}
	return model.Wrap(wire.WithoutURL(err), model.CodeUnavailable, "The LMS cannot be reached.")
}
