// Package webhook delivers the outbox to a platform: one signed POST a message.
// docs/platform.md describes what arrives there.
package webhook

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	// DefaultTimeout bounds one delivery, from looking up the name to the answer.
	DefaultTimeout = 10 * time.Second
	// MinSecret is the shortest secret in bytes.
	MinSecret = 16
	// maxAnswer is how much of an answer is read, so that the connection can be reused.
	// Only the status matters.
	maxAnswer = 64 << 10
	// maxRetryAfter is the longest wait accepted from an answer.
	maxRetryAfter = 24 * time.Hour
)

// Config holds where and how messages are sent.
type Config struct {
	URL string
	// Secret signs the messages. It appears in no error.
	Secret []byte
	// AllowPrivate allows messages to private addresses, and to those also over plain
	// http.
	AllowPrivate bool
	// Timeout bounds one delivery; [DefaultTimeout] if 0.
	Timeout time.Duration
	// Version is examdesk's own, for the User-Agent.
	Version string
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// TLS is for tests with certificates of their own.
	TLS *tls.Config
}

// Client implements [model.Deliverer].
type Client struct {
	http   *resty.Client
	url    string
	host   string
	secret []byte
	clock  func() time.Time
}

var _ model.Deliverer = (*Client)(nil)

// New checks the configuration. It connects to nothing.
func New(c Config) (*Client, error) {
	u, err := checkURL(c.URL, c.AllowPrivate)
	if err != nil {
		return nil, err
	}
	if len(c.Secret) < MinSecret {
		return nil, model.Errorf(model.CodeInvalid, "The webhook's SECRET has fewer than %d characters; make a longer one.", MinSecret)
	}
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	rc := wire.NewClient(wire.Options{
		AllowPrivate: c.AllowPrivate, Plain: u.Scheme == "http", Timeout: c.Timeout, TLS: c.TLS, UserAgent: "examdesk/" + c.Version,
	}).SetHeader("Content-Type", "application/json")
	return &Client{http: rc, url: u.String(), host: model.Clean(u.Host), secret: c.Secret, clock: c.Clock}, nil
}

// CheckURL returns what is wrong with an address before anything is sent to it.
func CheckURL(raw string, allowPrivate bool) error {
	_, err := checkURL(raw, allowPrivate)
	return err
}

// checkURL reads the address that messages go to. The address itself is not
// part of an error beyond its host: a path may hold a token.
func checkURL(raw string, allowPrivate bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return nil, model.Errorf(model.CodeInvalid, "The webhook's URL is not a valid address; use the form https://HOST/PATH.")
	case u.User != nil:
		return nil, model.Errorf(model.CodeInvalid, "The webhook's URL holds a name or password; messages are signed with SECRET instead.")
	case u.Fragment != "":
		return nil, model.Errorf(model.CodeInvalid, "The webhook's URL has a part after #, which no server sees; remove it.")
	case u.Scheme == "http" && !allowPrivate:
		return nil, model.Errorf(model.CodeInvalid, "The webhook's URL must be https; plain http goes only to private addresses, with ALLOW_PRIVATE_ADDRESSES.")
	}
	return u, nil
}

// Body returns the body for a message. It is the same at each attempt to deliver it.
func Body(m model.Message) ([]byte, error) {
	body, err := json.Marshal(envelope{
		ID: m.ID, Key: m.Key, Kind: string(m.Kind), Certainty: m.CertaintyWord(), Created: m.Created.UTC(),
		AttemptID: m.AttemptID, DecisionID: m.DecisionID, Payload: m.Payload,
	})
	if err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "Message %d does not hold valid JSON.", m.ID)
	}
	return body, nil
}

// envelope is the body of a request. The names are stable; docs/platform.md
// describes them.
type envelope struct {
	ID         int64           `json:"id"`
	Key        string          `json:"key"`
	Kind       string          `json:"kind"`
	Certainty  string          `json:"certainty"`
	Created    time.Time       `json:"created"`
	AttemptID  int64           `json:"attempt_id"`
	DecisionID string          `json:"decision_id"`
	Payload    json.RawMessage `json:"payload"`
}

// Deliver implements [model.Deliverer]: it sends a message once.
func (c *Client) Deliver(ctx context.Context, m model.Message) error {
	body, err := Body(m)
	if err != nil {
		return err
	}
	timestamp := strconv.FormatInt(c.clock().Unix(), 10)
	res, err := c.http.R().SetContext(ctx).SetBody(body).
		SetHeader(HeaderKey, m.Key).
		SetHeader(HeaderTimestamp, timestamp).
		SetHeader(HeaderSignature, Sign(c.secret, timestamp, body)).
		Post(c.url)
	if err != nil {
		return c.unreachable(ctx, err)
	}
	answer := res.RawBody()
	_, _ = io.CopyN(io.Discard, answer, maxAnswer) // the status is known; a broken answer changes nothing
	_ = answer.Close()
	return c.judge(res.StatusCode(), res.Header())
}

// unreachable explains why there was no answer. The HTTP library's own error contains
// the whole address, which is left out.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var refused *wire.PrivateAddressError
	if errors.As(err, &refused) {
		return model.Wrap(refused, model.CodeUnavailable, "The webhook's URL %s; %s.", refused.Error(), remedy(refused))
	}
	err = wire.WithoutURL(err)
	if wire.IsTimeout(err) {
		return model.Wrap(err, model.CodeUnavailable, "The platform at %s did not answer in time.", c.host)
	}
	if said := wire.CertWords(err); said != "" {
		return model.Wrap(err, model.CodeUnavailable, "The certificate of the platform at %s %s.", c.host, said)
	}
	return model.Wrap(err, model.CodeUnavailable, "The platform at %s cannot be reached.", c.host)
}

func remedy(e *wire.PrivateAddressError) string {
	if e.Public {
		return "use https"
	}
	return "ALLOW_PRIVATE_ADDRESSES lets messages go there"
}

// judge returns what a status means for the message.
func (c *Client) judge(status int, h http.Header) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status >= 300 && status < 400:
		return model.Errorf(model.CodeUnavailable, "The platform at %s answered with a redirect (status %d), which is not followed; configure the final address.", c.host, status)
	case status >= 400 && status < 500 && !passing(status):
		return model.Wrap(&model.RefusedError{Status: status}, model.CodeDenied, "The platform at %s refused the message (status %d).", c.host, status)
	}
	err := error(model.Errorf(model.CodeUnavailable, "The platform at %s answered with status %d.", c.host, status))
	if wait := retryAfter(h.Get("Retry-After"), c.clock()); wait > 0 {
		err = &model.LaterError{After: wait, Err: err}
	}
	return err
}

// passing are the statuses below 500 that say nothing about the message: who
// may send (401, 403, 407), where to (404, 421), when (408, 423, 425, 429), and
// that the same message is being taken at this moment (409).
func passing(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusProxyAuthRequired,
		http.StatusRequestTimeout, http.StatusConflict, http.StatusMisdirectedRequest, http.StatusLocked,
		http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return false
}

// retryAfter reads a Retry-After header, in seconds or as a date.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), int(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}
