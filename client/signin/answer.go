package signin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
	"examdesk/text"
)

// maxAnswer is how many bytes an answer with a token may have. A token with a role in
// each of several hundred courses has some ten thousand.
const maxAnswer = 256 << 10

// maxLife is the longest that a token is believed to be good for.
const maxLife = 366 * 24 * time.Hour

// reply is what a site answered.
type reply struct {
	status int
	body   []byte
	header http.Header
	// asked and got are when, by this machine's clock.
	asked, got time.Time
}

// post sends a form. An answer of any status is a reply.
func (i *Issuer) post(ctx context.Context, path string, form map[string]string) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, i.site.Timeout)
	defer cancel()
	out := reply{asked: i.clock()}
	res, err := i.http.R().SetContext(ctx).SetFormData(form).Post(path)
	if err != nil {
		return out, i.unreachable(ctx, err)
	}
	out.got, out.status, out.header = i.clock(), res.StatusCode(), res.Header()
	from := res.RawBody()
	defer func() { _ = from.Close() }()
	if out.status >= http.StatusMultipleChoices && out.status < http.StatusBadRequest {
		return out, i.peer.Redirected(out.status)
	}
	if out.body, err = io.ReadAll(io.LimitReader(from, maxAnswer+1)); err != nil {
		return out, i.unreachable(ctx, err)
	}
	if len(out.body) > maxAnswer || text.Check(string(out.body)) != nil {
		out.body = nil // which is not an answer of OAuth 2
	}
	return out, nil
}

// unreachable is what became of a request that was not answered.
func (i *Issuer) unreachable(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case context.Cause(ctx) != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return model.Wrap(context.Cause(ctx), model.CodeInterrupted, "The sign-in at %s was interrupted.", i.site.host())
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return model.Errorf(model.CodeUnavailable, "The %s at %s did not answer the sign-in in time.", i.site.Kind, i.site.host())
	}
	if refused := i.peer.Unsecured(ctx, err); refused != nil {
		return refused
	}
	return model.Wrap(err, model.CodeUnavailable, "The %s at %s cannot be reached.", i.site.Kind, i.site.host())
}

// granted is an answer with a token (RFC 6749, 5.1). Numbers may have a fraction.
type granted struct {
	Token   string   `json:"access_token"`
	Type    string   `json:"token_type"`
	Expires *float64 `json:"expires_in"`
	Refresh string   `json:"refresh_token"`
}

// read reads an answer that gives a token. It is never quoted.
func (i *Issuer) read(who Identity, r reply) (Given, error) {
	var a granted
	if err := json.Unmarshal(r.body, &a); err != nil || a.Token == "" || strings.ContainsAny(a.Token, " \t\r\n\x00") {
		return Given{}, i.garbled()
	}
	if a.Type != "" && !strings.EqualFold(a.Type, "jwt") {
		return Given{}, model.Errorf(model.CodeUnsupported, "The %s at %s gave a token of the type %q, not a JWT, although it was asked for one.", i.site.Kind, i.site.host(), a.Type)
	}
	life, known := lifeOf(a)
	switch {
	case !known:
		return Given{}, model.Errorf(model.CodeUnsupported, "The %s at %s does not say how long its token is good for, so it cannot be used.", i.site.Kind, i.site.host())
	case life <= 0:
		return Given{}, model.Errorf(model.CodeUnsupported, "The token that %s gave has expired already. An LMS does that to restricted applications; use another application.", i.site.host())
	}
	if a.Refresh != "" {
		who.Refresh = model.NewSecret(a.Refresh)
	}
	if who.Grant != ClientCredentials && who.Refresh.IsZero() {
		return Given{}, model.Errorf(model.CodeUnsupported, "The %s at %s gave no refresh token, so you would be signed out within the hour.", i.site.Kind, i.site.host())
	}
	t := Token{Value: model.NewSecret(a.Token), Issued: r.got, Expires: r.got.Add(life)}
	return Given{Identity: who, Token: t, Ahead: ahead(r)}, nil
}

// lifeOf is how long a token is good for: what the answer says, or what is in the token
// if that is less. The token's signature is the site's business.
func lifeOf(a granted) (life time.Duration, known bool) {
	if a.Expires != nil {
		life, known = seconds(*a.Expires), true
	}
	var c jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(a.Token, &c); err == nil && c.ExpiresAt != nil && c.IssuedAt != nil {
		if own := min(c.ExpiresAt.Sub(c.IssuedAt.Time), maxLife); !known || own < life {
			life, known = own, true
		}
	}
	return life, known
}

func seconds(n float64) time.Duration {
	if n >= maxLife.Seconds() {
		return maxLife
	}
	return time.Duration(max(n, -1) * float64(time.Second))
}

func (i *Issuer) garbled() error {
	if i.site.Kind == LMS {
		return model.Errorf(model.CodeUnavailable, "What answers at %s does not give tokens as an LMS does; check the address.", i.site.host())
	}
	return model.Errorf(model.CodeUnavailable, "The answer of %s cannot be understood; is it an examdesk of this version?", i.site.host())
}
