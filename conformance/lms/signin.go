//go:build e2e

package lms

import (
	"net/http"
	"net/url"
	"strings"
)

// Token is what the LMS answers when somebody signs in.
type Token struct {
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token"`
	Type      string `json:"token_type"`
	Scope     string `json:"scope"`
	ExpiresIn int    `json:"expires_in"`
}

// AskToken asks the token address for a JWT, by any grant.
func (l *LMS) AskToken(form url.Values) Answer {
	l.t.Helper()
	if !form.Has("token_type") {
		form.Set("token_type", "jwt")
	}
	q, err := http.NewRequestWithContext(l.t.Context(), http.MethodPost, l.URL+"/oauth2/access_token", strings.NewReader(form.Encode()))
	if err != nil {
		l.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return l.do(q)
}

// Token signs in, or the test fails.
func (l *LMS) Token(form url.Values) Token {
	l.t.Helper()
	var token Token
	a := l.AskToken(form)
	l.JSON(a, &token)
	if a.Status != http.StatusOK || token.Access == "" {
		l.t.Fatalf("signing in: %d %s", a.Status, a.Body)
	}
	return token
}

// SignIn signs somebody in with their password.
func (l *LMS) SignIn(username string) Token {
	l.t.Helper()
	return l.Token(url.Values{"grant_type": {"password"}, "client_id": {PasswordApp}, "username": {username}, "password": {l.Password()}})
}

// SignInScript signs in the application that acts as somebody.
func (l *LMS) SignInScript(owner string) Token {
	l.t.Helper()
	app := l.App(owner)
	return l.Token(url.Values{"grant_type": {"client_credentials"}, "client_id": {app.ID}, "client_secret": {app.Secret}})
}
