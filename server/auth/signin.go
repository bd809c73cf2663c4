package auth

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"examdesk/model"
)

// People knows the users of the store.
type People interface {
	// Person is a user by their username; [model.CodeNotFound] if there is none.
	Person(ctx context.Context, username string) (model.Reviewer, error)
}

// SignIn finds out who asks.
type SignIn struct {
	Keys   Keys
	People People
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Origins are the addresses of the front ends that may use the cookies, as
	// https://host.
	Origins []string
}

// The platform's cookies and headers (edx-drf-extensions,
// edx_rest_framework_extensions.auth.jwt).
const (
	cookiePayload   = "edx-jwt-cookie-header-payload"
	cookieSignature = "edx-jwt-cookie-signature"
	useCookies      = "USE-JWT-COOKIE"
	csrfCookie      = "csrftoken"
	csrfHeader      = "X-CSRFToken"
)

// Actor is who asks, by the door of REST API v1; an error of [model.CodeDenied] if
// that is nobody.
func (s SignIn) Actor(r *http.Request) (model.Actor, error) {
	token, err := s.token(r)
	if err != nil {
		return model.Actor{}, err
	}
	now := time.Now
	if s.Clock != nil {
		now = s.Clock
	}
	claims, err := s.Keys.Check(token, now())
	if err != nil {
		return model.Actor{}, model.Wrap(err, model.CodeDenied, "The token is not valid, or it has expired. Sign in again.")
	}
	person, err := s.People.Person(r.Context(), claims.Username)
	switch {
	case err != nil && model.CodeOf(err) == model.CodeNotFound:
		return model.Actor{}, model.Wrap(err, model.CodeDenied, "The token's user is not known here.")
	case err != nil:
		return model.Actor{}, err
	case person.Inactive:
		return model.Actor{}, model.Errorf(model.CodeDenied, "The token's user is not active.")
	}
	return model.Actor{Reviewer: person, Door: model.DoorAPI, Authenticated: true}, nil
}

func (s SignIn) token(r *http.Request) (string, error) {
	if head := r.Header.Get("Authorization"); head != "" {
		scheme, token, _ := strings.Cut(head, " ")
		if !strings.EqualFold(scheme, "JWT") && !strings.EqualFold(scheme, "Bearer") {
			return "", model.Errorf(model.CodeDenied, "The header Authorization must be JWT and a token.")
		}
		return strings.TrimSpace(token), nil
	}
	if r.Header.Get(useCookies) != "" {
		return s.fromCookies(r)
	}
	return "", model.Errorf(model.CodeDenied, "Nobody is signed in: the header Authorization is missing.")
}

// fromCookies puts the token together from the platform's two cookies. What
// changes something must prove that a page of the site sent it.
func (s SignIn) fromCookies(r *http.Request) (string, error) {
	payload, err := r.Cookie(cookiePayload)
	if err != nil {
		return "", model.Errorf(model.CodeDenied, "Nobody is signed in: the cookie %s is missing.", cookiePayload)
	}
	signature, err := r.Cookie(cookieSignature)
	if err != nil {
		return "", model.Errorf(model.CodeDenied, "Nobody is signed in: the cookie %s is missing.", cookieSignature)
	}
	if err := s.checkCSRF(r); err != nil {
		return "", err
	}
	return payload.Value + "." + signature.Value, nil
}

func (s SignIn) checkCSRF(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	cookie, err := r.Cookie(csrfCookie)
	if err != nil || !sameCSRF(cookie.Value, r.Header.Get(csrfHeader)) {
		return model.Errorf(model.CodeDenied, "CSRF Failed: the header %s does not fit the cookie %s.", csrfHeader, csrfCookie)
	}
	from := r.Header.Get("Origin")
	if from == "" {
		from = origin(r.Header.Get("Referer"))
	}
	if from == "" || !s.isOurs(from, r) {
		return model.Errorf(model.CodeDenied, "CSRF Failed: the request does not come from a page of this site.")
	}
	return nil
}

// isOurs reports whether a page's origin is this server's own or a front end's.
func (s SignIn) isOurs(from string, r *http.Request) bool {
	u, err := url.Parse(from)
	if err != nil {
		return false
	}
	if u.Host == r.Host {
		return true
	}
	for _, o := range s.Origins {
		if from == o {
			return true
		}
	}
	return false
}

func origin(referer string) string {
	u, err := url.Parse(referer)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
