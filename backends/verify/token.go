package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"examdesk/backends/payload"
	"examdesk/model"
)

// grantPath is where a REST service grants tokens (edx-proctoring 5.2.0,
// docs/backends.rst).
const grantPath = "/oauth2/access_token"

// briefToken is how long a token should be good at least.
const briefToken = time.Minute

// grant asks for a token with the client's credentials.
func (p probe) grant(ctx context.Context) (outcome, facts) {
	a := p.ask(ctx, p.v.client(p.route()).R().SetFormData(map[string]string{
		"grant_type": "client_credentials", "token_type": "jwt",
		"client_id": p.svc.Text("client_id"), "client_secret": p.svc.Secret("client_secret").Reveal(),
	}), http.MethodPost, p.tokenAddress(), observed{Secret: true})
	a.Code = oauthCode(a.data)
	if out := p.redirected(a); out.state != "" {
		out.state = model.CheckFail
		return out, p.facts
	}
	if cause := classify(a.observed); cause == model.CauseSecret {
		return fail(cause, statusWords(a.observed)+": the service does not accept the secret of client "+quoted(p.svc.Text("client_id")),
			"Give the right one: examdesk keys rotate "+p.svc.Name+"/client_secret. If it is right, correct client_id."), p.facts
	} else if cause != model.CauseNone {
		return p.observe(a.observed), p.facts
	}
	t, problem := readToken(a.data)
	if problem != "" {
		return fail(model.CauseAnswer, "an answer came, and "+problem, p.remedy(model.CauseAnswer, a.observed)), p.facts
	}
	p.token = t.text
	if t.lifetime < briefToken {
		return warn(model.CauseAnswer, fmt.Sprintf("granted, and good for only %s", span(t.lifetime)),
			"Ask the service's operator for tokens that are good for some minutes: each request needs a new one otherwise."), p.facts
	}
	return pass("granted, good for %s", span(t.lifetime)), p.facts
}

// tokenAddress is the address as the LMS's client makes it: one that ends with
// the path already stays (edx-rest-api-client 6.2, client._get_oauth_url).
func (p probe) tokenAddress() string {
	u := *p.at
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if !strings.HasSuffix(u.Path, "/access_token") {
		u.Path += grantPath
	}
	return u.String()
}

// token is what a service granted.
type token struct {
	text     model.Secret
	lifetime time.Duration
}

// readToken reads the answer of a token address (RFC 6749, 5.1), or says what is
// wrong with it. The LMS's client does not do without a lifetime.
func readToken(data []byte) (token, string) {
	o, err := payload.Parse(data)
	if err != nil {
		return token{}, "it is no JSON object"
	}
	text := o.Text("access_token")
	if text == "" {
		return token{}, "it has no access_token"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return token{}, "its access_token has characters that no token has"
	}
	v, _ := o.Get("expires_in")
	n, ok := v.(json.Number)
	if !ok {
		return token{}, "it does not say in expires_in, as a number, how long the token is good"
	}
	const longest = 10 * 365 * 24 * 60 * 60
	seconds, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || seconds < 0 || seconds > longest {
		return token{}, "its expires_in is no number of seconds"
	}
	return token{model.NewSecret(text), time.Duration(seconds) * time.Second}, ""
}

// oauthCode is the error code of an answer, if it is one of those that there are
// (RFC 6749, 5.2). Nothing else is taken from it: it could be what was sent.
func oauthCode(data []byte) string {
	o, err := payload.Parse(data)
	if err != nil {
		return ""
	}
	code := o.Text("error")
	if !slices.Contains([]string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}, code) {
		return ""
	}
	return code
}

// statusNumber is the answer's status alone.
func statusNumber(a answer) string { return strconv.Itoa(a.Status) }
