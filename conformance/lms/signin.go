//go:build e2e

package lms

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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

// Answer is what the LMS answered.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// JSON reads the answer; the test fails where it is not JSON.
func (l *LMS) JSON(a Answer, into any) {
	l.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), into); err != nil {
		l.t.Fatalf("%v: %d %s", err, a.Status, a.Body)
	}
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

// Call asks the LMS with a token; the path begins with a slash, and what is sent, if
// anything, is JSON.
func (l *LMS) Call(token Token, method, path string, sent any) Answer {
	l.t.Helper()
	body := ""
	if sent != nil {
		data, err := json.Marshal(sent)
		if err != nil {
			l.t.Fatal(err)
		}
		body = string(data)
	}
	q, err := http.NewRequestWithContext(l.t.Context(), method, l.URL+path, strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	if sent != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	q.Header.Set("Authorization", "JWT "+token.Access)
	return l.do(q)
}

func (l *LMS) do(q *http.Request) Answer {
	l.t.Helper()
	a, err := ask(q)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

// ask sends a request and reads the whole answer.
func ask(q *http.Request) (Answer, error) {
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	return Answer{a.StatusCode, string(body), a.Header}, err
}

// Told is one thing that a service of the LMS was told.
type Told struct {
	ID        int64
	Who, What string
	// Args and Named are the arguments of the call; Answer what the service said. Mail
	// and events have parts of their own, which About has with everything else.
	Args   []any          `json:"args"`
	Named  map[string]any `json:"named"`
	Answer any            `json:"answer"`
	About  map[string]any `json:"-"`
}

// Told is what services were told after a number, in their order; who is credit,
// instructor, grades, certificates, mail, event, software_secure, proctorly or test,
// and "" is everybody.
func (l *LMS) Told(who string, after int64) []Told {
	l.t.Helper()
	rows, err := l.DB.QueryContext(context.WithoutCancel(l.t.Context()), "SELECT id, who, what, about FROM campus_told WHERE id > ? AND (? = '' OR who = ?) ORDER BY id", after, who, who)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []Told
	for rows.Next() {
		var one Told
		var about string
		if err := rows.Scan(&one.ID, &one.Who, &one.What, &about); err != nil {
			l.t.Fatal(err)
		}
		for _, into := range []any{&one, &one.About} {
			if err := json.Unmarshal([]byte(about), into); err != nil {
				l.t.Fatal(err)
			}
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	return all
}

// LastTold is the number after which nothing was told yet.
func (l *LMS) LastTold() int64 {
	l.t.Helper()
	return l.Number("SELECT COALESCE(MAX(id), 0) FROM campus_told")
}

// Exec changes the database as its owner.
func (l *LMS) Exec(query string, args ...any) {
	l.t.Helper()
	if _, err := l.DB.ExecContext(l.t.Context(), query, args...); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
}

// Number asks the database for one number.
func (l *LMS) Number(query string, args ...any) (n int64) {
	l.t.Helper()
	if err := l.DB.QueryRowContext(l.t.Context(), query, args...).Scan(&n); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
	return n
}

// Text asks the database for one text.
func (l *LMS) Text(query string, args ...any) string {
	l.t.Helper()
	var text any
	if err := l.DB.QueryRowContext(l.t.Context(), query, args...).Scan(&text); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
	if data, is := text.([]byte); is {
		return string(data)
	}
	return fmt.Sprint(text)
}
