package simulator

import (
	"crypto/hmac"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// issuer is who issues the tokens.
const issuer = "examdesk-mock"

// refusedOAuth is a refusal in the words of OAuth (RFC 6749, 5.2).
func refusedOAuth(status int, code string) *refusal {
	return &refusal{status: status, field: "error", reason: code}
}

// token grants one for the client's credentials, which are in the body or in a
// Basic header.
func (s *Service) token(c call) error {
	form, err := tokenForm(c)
	if err != nil {
		return err
	}
	if form.Get("grant_type") != "client_credentials" {
		return refusedOAuth(http.StatusBadRequest, "unsupported_grant_type")
	}
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, password, ok := c.r.BasicAuth(); ok {
		id, secret = user, password
	}
	if !s.config.REST.isClient(id, secret) || c.fault == FaultSecret {
		return refusedOAuth(http.StatusUnauthorized, "invalid_client")
	}
	lifetime := s.config.TokenLifetime
	if c.fault == FaultShortToken {
		lifetime = time.Second
	}
	signed, err := s.grant(c.now, lifetime)
	if err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "no-store")
	answer(c.w, http.StatusOK, map[string]any{
		"access_token": signed, "token_type": "JWT", "expires_in": int(lifetime / time.Second), "scope": "read write",
	})
	return nil
}

func tokenForm(c call) (url.Values, error) {
	data, err := body(c.w, c.r)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(data))
	if err != nil || !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil, refusedOAuth(http.StatusBadRequest, "invalid_request")
	}
	return form, nil
}

func (k *RESTKeys) isClient(id, secret string) bool {
	sameID := hmac.Equal([]byte(id), []byte(k.ClientID))
	sameSecret := hmac.Equal([]byte(secret), []byte(k.ClientSecret.Reveal()))
	return sameID && sameSecret
}

func (s *Service) grant(now time.Time, lifetime time.Duration) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Issuer: issuer, Subject: s.config.REST.ClientID, ID: newID(""),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(lifetime)),
	}).SignedString(s.tokenKey)
}

// signedIn lets only those through who have a token of ours.
func (s *Service) signedIn(serve func(call) error) func(call) error {
	return func(c call) error {
		kind, text, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(kind, "JWT") && !strings.EqualFold(kind, "Bearer") {
			drain(c.r)
			return refused(http.StatusUnauthorized, "Send the token as Authorization: JWT.")
		}
		parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(),
			jwt.WithTimeFunc(func() time.Time { return c.now }))
		_, err := parser.Parse(text, func(*jwt.Token) (any, error) { return s.tokenKey, nil })
		switch {
		case errors.Is(err, jwt.ErrTokenExpired):
			drain(c.r)
			return refused(http.StatusUnauthorized, "The token has expired.")
		case err != nil || c.fault == FaultSecret:
			drain(c.r)
			return refused(http.StatusUnauthorized, "The token is not one of this service's.")
		}
		return serve(c)
	}
}
