package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	// maxToken is the longest token in bytes.
	maxToken = 16 << 10
	// calendar is roughly how many seconds remain in the calendar of Python, in which
	// the original computes: a longer lifetime breaks it.
	calendar = 2.5e11
	// countable is the longest lifetime that is used unchanged.
	countable = 100 * 365 * 24 * time.Hour
)

// TokenURL is where tokens are requested (edx-rest-api-client 6.2,
// client.OAuthAPIClient): an address that does not end in /oauth2/access_token
// already gets what is missing of it.
func TokenURL(base string) string {
	base = strings.TrimRight(base, "/")
	switch {
	case strings.HasSuffix(base, "/access_token"):
		return base
	case strings.HasSuffix(base, "/oauth2"):
		return base + "/access_token"
	}
	return base + "/oauth2/access_token"
}

// URL returns the address at which tokens are requested.
func (c Config) URL() string {
	if c.Path == "" {
		return TokenURL(c.BaseURL)
	}
	return strings.TrimRight(c.BaseURL, "/") + c.Path
}

// path is the end of it, for a sentence.
func (c Config) path() string {
	if c.Path == "" {
		return "/oauth2/access_token"
	}
	return c.Path
}

// Ask requests a token once and returns the answer as received. The secret is sent only
// in the form.
func Ask(ctx context.Context, c Config) (wire.Answer, error) {
	r := c.HTTP.R().SetFormData(map[string]string{
		"grant_type": "client_credentials", "client_id": c.ClientID, "client_secret": c.ClientSecret.Reveal(), "token_type": "jwt",
	})
	return wire.Send(ctx, r, http.MethodPost, c.URL())
}

// ReadToken takes the token out of an answer (RFC 6749, 5.1; like the original it
// does not do without a lifetime). The error is the end of a sentence about the
// answer, and holds nothing of it: it may hold a token.
func ReadToken(body []byte) (Token, error) {
	o, err := payload.Parse(body)
	if err != nil {
		return Token{}, errors.New("it is not a JSON object")
	}
	text := o.Text("access_token")
	switch {
	case text == "":
		return Token{}, errors.New("it has no access_token")
	case len(text) > maxToken:
		return Token{}, fmt.Errorf("its access_token has more than %d bytes", maxToken)
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Token{}, errors.New("its access_token has characters that are not allowed in a token")
	}
	lifetime, err := readLifetime(o)
	if err != nil {
		return Token{}, err
	}
	return Token{Secret: model.NewSecret(text), Lifetime: lifetime}, nil
}

func readLifetime(o *payload.Object) (time.Duration, error) {
	v, _ := o.Get("expires_in")
	n, ok := v.(json.Number)
	if !ok {
		return 0, errors.New("it has no expires_in with the token's lifetime as a number")
	}
	seconds, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || seconds < 0 || seconds > calendar {
		return 0, errors.New("its expires_in is not a valid lifetime in seconds")
	}
	return time.Duration(min(seconds, countable.Seconds()) * float64(time.Second)), nil
}

// ErrorCode is the error code of an answer, empty if it is not one of those that
// there are (RFC 6749, 5.2). Nothing else is taken from it: services repeat what
// they were sent.
func ErrorCode(body []byte) string {
	o, err := payload.Parse(body)
	if err != nil {
		return ""
	}
	code := o.Text("error")
	if !slices.Contains([]string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}, code) {
		return ""
	}
	return code
}
