package rest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/rest/oauth"
	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	// retries is how often a repeatable call is tried again.
	retries = 2
	// firstWait is the wait before the first retry; each further wait is twice as long.
	firstWait = 300 * time.Millisecond
	// patience limits one call with all its tries.
	patience = 30 * time.Second
)

// call is one request of the protocol.
type call struct {
	method, path string
	body         *payload.Object
	query        string
	// repeat reports whether sending it twice does no harm.
	repeat bool
	// language reports whether the answer has texts for people.
	language bool
}

// answer is a service's answer to a call.
type answer struct {
	wire.Answer
	// token is the one that was used for the request.
	token oauth.Token
}

// ok reports whether the status means success.
func (a answer) ok() bool { return a.Status >= 200 && a.Status < 300 }

// object reads the answer as a JSON object.
func (s *Service) object(a answer) (*payload.Object, error) {
	o, err := payload.Parse(a.Body)
	if err != nil {
		return nil, wire.WrongAnswer(s.who, a.Status, a.Header, s.shown(a))
	}
	return o, nil
}

// vendor returns the service's refusal as it was received.
func (s *Service) vendor(a answer, what string) error {
	return model.Wrap(model.NewVendorError(a.Status, s.shown(a)), code(a.Status), "%s %s (status %d).", s.who, what, a.Status)
}

// code classifies a refusal by who can resolve it.
func code(status int) model.Code {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return model.CodeDenied
	case http.StatusNotFound, http.StatusGone:
		return model.CodeNotFound
	}
	return model.CodeUnavailable
}

// shown returns the answer as it may appear in an error: without examdesk's secrets,
// which the service may have repeated.
func (s *Service) shown(a answer) []byte {
	body := a.Body
	for _, secret := range []model.Secret{s.cfg.ClientSecret, a.token.Secret} {
		if !secret.IsZero() {
			body = bytes.ReplaceAll(body, []byte(secret.Reveal()), []byte(secret.String()))
		}
	}
	return body
}

// do sends a call until there is a final answer. A token that is not accepted is
// renewed once, whatever the call, because a request that was not authorized had no
// effect.
func (s *Service) do(ctx context.Context, c call) (answer, error) {
	limited, cancel := context.WithTimeout(ctx, max(patience, s.cfg.Timeout))
	defer cancel()
	token, err := s.tokens.Token(limited)
	renewed := false
	for try := 0; err == nil; try++ {
		var a answer
		a, err = s.send(limited, c, token)
		switch {
		case err == nil && a.Status == http.StatusUnauthorized && !renewed:
			renewed = true
			token, err = s.tokens.Renew(limited, token)
			try--
			continue
		case err == nil && wire.IsRedirect(a.Status):
			return a, wire.Redirected(s.who, a.Status)
		case try == retries || !c.repeat || !passing(a, err):
			return a, s.problem(ctx, limited, err)
		}
		err = s.cfg.Pause(limited, s.wait(try))
	}
	return answer{}, s.problem(ctx, limited, err)
}

// problem returns nil if err is nil. If examdesk's own deadline ended the call it
// counts as a time-out of the service.
func (s *Service) problem(ctx, limited context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return wire.Problem(ctx, s.who, err)
	}
	return wire.Problem(limited, s.who, err)
}

// passing reports whether the failure may be over at the next try: no connection, or a server in
// between that has no connection.
func passing(a answer, err error) bool {
	var private *wire.PrivateAddressError
	var long *wire.TooLongError
	switch {
	case errors.As(err, &private), errors.As(err, &long), err != nil && wire.IsTimeout(err), errors.Is(err, context.Canceled):
		return false
	case err != nil:
		return true
	}
	return a.Status == http.StatusBadGateway || a.Status == http.StatusServiceUnavailable || a.Status == http.StatusGatewayTimeout
}

// wait returns how long to wait before a try: a random time between half and all of the
// full wait.
func (s *Service) wait(try int) time.Duration {
	full := firstWait << try
	return full - time.Duration(float64(full)*s.cfg.Jitter()/2)
}

// send sends a call once, without an Authorization header if there is no token.
func (s *Service) send(ctx context.Context, c call, token oauth.Token) (answer, error) {
	r := s.cfg.HTTP.R().SetHeader("Accept", "application/json")
	if !token.Secret.IsZero() {
		r.SetHeader("Authorization", token.Header())
	}
	if c.language {
		r.SetHeader("Accept-Language", s.cfg.Language)
	}
	if c.body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody([]byte(c.body.Dump()))
	}
	// As in the original the path goes behind the address as it is configured.
	url := s.cfg.BaseURL + c.path
	if c.query != "" {
		url += "?" + c.query
	}
	a, err := wire.Send(ctx, r, c.method, url)
	return answer{a, token}, err
}
