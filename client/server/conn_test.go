package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"examdesk/model"
)

// answers is a client of something that answers as a test says.
func answers(t *testing.T, h http.HandlerFunc) *Store {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	s, err := New(Config{URL: web.URL})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStrangeAnswers has whatever may answer instead of an examdesk be an error with a
// code and a sentence.
func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		code   model.Code
	}{
		"a proxy's page":       {502, "<html>Bad Gateway</html>", model.CodeUnavailable},
		"a sign-in page":       {302, "<html>", model.CodeUnavailable},
		"a page":               {200, "<html>hello</html>", model.CodeUnavailable},
		"half an answer":       {200, `{"rows":[{"attempt`, model.CodeUnavailable},
		"another kind":         {200, `[1,2]`, model.CodeUnavailable},
		"nothing there":        {404, "not found", model.CodeUnsupported},
		"a refusal":            {403, "", model.CodeDenied},
		"not signed in":        {401, `{"code":"denied","message":"Sign in \u001b[2Jagain.","way_out":"examdesk login"}`, model.CodeDenied},
		"a newer code":         {418, `{"code":"teapot","message":"No."}`, "teapot"},
		"not found there":      {404, `{"code":"not_found","message":"There is no attempt 7."}`, model.CodeNotFound},
		"busy":                 {503, `{"code":"unavailable","message":"Try later."}`, model.CodeUnavailable},
		"another JSON refusal": {400, `{"detail":"Bad request"}`, model.CodeUnavailable},
	} {
		s := answers(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = fmt.Fprint(w, c.body)
		})
		_, err := s.FindAttempts(t.Context(), model.AttemptQuery{})
		if model.CodeOf(err) != c.code || strings.Contains(model.Sentence(err), "\x1b") || model.Sentence(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCutStream has a list that was cut off be an error after what came of it.
func TestCutStream(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]model.Code{
		`{"item":{"attempt":{"id":1}}}` + "\n" + `{"count":1}` + "\n":                                       "",
		`{"item":{"attempt":{"id":1}}}` + "\n":                                                              model.CodeUnavailable,
		`{"item":{"attempt":{"id":1}}}` + "\n" + `{"item":{"att`:                                            model.CodeUnavailable,
		`{"item":{"attempt":{"id":1}}}` + "\n" + `{"problem":{"code":"denied","message":"Enough."}}` + "\n": model.CodeDenied,
		`{"item":{"attempt":{"id":1}}}` + "\n" + `{"count":2}` + "\n":                                       model.CodeUnavailable,
		"": model.CodeUnavailable,
	} {
		s := answers(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, body) })
		rows, last := 0, error(nil)
		for row, err := range s.Attempts(t.Context(), model.AttemptQuery{}) {
			if last = err; err == nil && row.Attempt.ID == 1 {
				rows++
			}
		}
		if got := model.CodeOf(last); last == nil && want != "" || last != nil && got != want || body != "" && rows != 1 {
			t.Errorf("%q: %d rows, %v", body, rows, last)
		}
	}
}

// TestReadsAreAskedAgain has only what changes nothing be asked again by itself.
func TestReadsAreAskedAgain(t *testing.T) {
	t.Parallel()
	tries := 0
	s := answers(t, func(w http.ResponseWriter, _ *http.Request) {
		if tries++; tries < 3 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = fmt.Fprint(w, `[]`)
	})
	if _, err := s.CountSections(t.Context(), ""); err != nil || tries != 3 {
		t.Errorf("a read: %d tries, %v", tries, err)
	}
	tries = 0
	if _, err := s.Decide(t.Context(), model.Decision{}); model.CodeOf(err) != model.CodeUnavailable || tries != 1 {
		t.Errorf("a decision: %d tries, %v", tries, err)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 1)
	s := answers(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then nobody looks whether the client has left
		begun <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	if _, err := s.Decide(ctx, model.Decision{}); model.CodeOf(err) != model.CodeInterrupted {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for url, ok := range map[string]bool{
		"https://desk.example.com": true, "https://desk.example.com/prefix/": true, "http://127.0.0.1:8080": true, "http://[::1]:8080": true, "http://localhost": true,
		"http://desk.example.com": false, "desk.example.com": false, "ftp://desk.example.com": false, "https://user:pw@desk.example.com": false,
		"https://desk.example.com?x=1": false, "https://": false, "": false, "%": false,
	} {
		s, err := New(Config{URL: url})
		if (err == nil) != ok || err != nil && (model.CodeOf(err) != model.CodeInvalid || strings.Contains(err.Error(), "pw@")) {
			t.Errorf("%q: %v, %v", url, s, err)
		}
	}
	if _, err := New(Config{URL: "http://desk.example.com", Insecure: true}); err != nil {
		t.Error(err)
	}
}
