package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// A refused token is renewed once; a person who may not is not.
func TestRefusedToken(t *testing.T) {
	t.Parallel()
	fresh, old := token(t, "staff", time.Now().Add(time.Hour)), token(t, "staff", time.Now().Add(-time.Minute))
	for name, x := range map[string]struct {
		first, second string
		status        int
		body          string
		want, renewed int
		code          model.Code
	}{
		"expired, said":         {old, fresh, 403, `{"detail":"Signature has expired."}`, 2, 1, ""},
		"wrong, said":           {fresh + "x", fresh, 403, `{"detail":"Error decoding token."}`, 2, 1, ""},
		"401":                   {fresh + "x", fresh, 401, `{"detail":"no"}`, 2, 1, ""},
		"old, and not said":     {old, fresh, 403, `<html>no</html>`, 2, 1, ""},
		"old, empty":            {old, fresh, 403, ``, 2, 1, ""},
		"young, and not said":   {fresh + "x", fresh, 403, `{"detail":"Nicht erlaubt."}`, 1, 0, model.CodeDenied},
		"may not":               {fresh + "x", fresh, 403, noRight, 1, 0, model.CodeDenied},
		"may not, old token":    {old, fresh, 403, noRight, 1, 0, model.CodeDenied},
		"cannot be renewed":     {old, old, 403, `{"detail":"Signature has expired."}`, 1, 1, model.CodeDenied},
		"refused again":         {fresh + "x", fresh + "y", 403, `{"detail":"Invalid token."}`, 2, 1, model.CodeDenied},
		"a vendor's 403 passed": {fresh + "x", fresh, 403, `{"detail":"learner is banned"}`, 1, 0, model.CodeDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "JWT "+fresh {
					says(200, `"OK"`)(w, r)
					return
				}
				says(x.status, x.body)(w, r)
			})
			renewed := 0
			c := to(t, f, func(c *Config) {
				c.Token = func(context.Context) (string, error) { return x.first, nil }
				c.Renew = func(_ context.Context, refused string) (string, error) {
					if renewed++; refused != x.first {
						t.Errorf("renews %q", refused)
					}
					return x.second, nil
				}
			})
			err := c.Review(t.Context(), "abc", []byte(`{}`))
			if err != nil && model.CodeOf(err) != x.code || err == nil && x.code != "" || len(f.asked()) != x.want || renewed != x.renewed {
				t.Errorf("asked %d times, renewed %d times: %v", len(f.asked()), renewed, err)
			}
			if err != nil && (strings.Contains(err.Error(), fresh) || strings.Contains(err.Error(), old)) {
				t.Error("the token is in the error")
			}
		})
	}
}

// Without a sign-in nothing is sent, and the reason is the sign-in's.
func TestNoToken(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, `[]`))
	c, err := New(Config{URL: f.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exams(t.Context(), "course-v1:a+b+c"); model.CodeOf(err) != model.CodeDenied || len(f.asked()) != 0 {
		t.Errorf("%v", err)
	}
	lost := errors.New("no keyring")
	c = to(t, f, func(c *Config) { c.Token = func(context.Context) (string, error) { return "", lost } })
	if err := c.Resume(t.Context(), 1, 2); !errors.Is(err, lost) || FateOf(err) != FateNothing || len(f.asked()) != 0 {
		t.Errorf("%v", err)
	}
}

// An LMS's cookies are not sent back: with a session it would ask for a CSRF token.
func TestNoCookies(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "sessionid", Value: "x", Path: "/"})
		_, _ = w.Write([]byte(`{"username":"a"}`))
	})
	c := to(t, f)
	for range 2 {
		if _, err := c.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range f.asked() {
		if s.cookie != "" || s.language != "en" || !strings.HasPrefix(s.token, "JWT ") {
			t.Errorf("sent %+v", s)
		}
	}
}

// A token goes over plain HTTP only within the machine.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for url, ok := range map[string]bool{
		"https://lms.example.com": true, "https://lms.example.com/": true, "http://127.0.0.1:8000": true, "http://localhost": true, "http://[::1]:80": true,
		"http://lms.example.com": false, "lms.example.com": false, "ftp://lms.example.com": false, "https://a:b@lms.example.com": false, "https://lms.example.com?x=1": false, "": false,
	} {
		_, err := New(Config{URL: url})
		if (err == nil) != ok || err != nil && model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := New(Config{URL: "http://lms.example.com", Insecure: true}); err != nil {
		t.Error(err)
	}
}
