//go:build e2e

package lms

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

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
