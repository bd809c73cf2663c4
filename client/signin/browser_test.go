package signin

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"examdesk/client/signin/signintest"
	"examdesk/guard"
	"examdesk/model"
)

// look fetches a page as a browser does, and returns its text and status.
func look(t *testing.T, address string) (string, int) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return "", 0
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return string(page), res.StatusCode
}

// begins begins a sign-in in a browser, and returns the address that is shown and what
// comes of it.
func begins(ctx context.Context, t *testing.T, f *signintest.LMS, change func(*Asking)) (address string, got <-chan guard.Answer[Given]) {
	t.Helper()
	shown := make(chan string, 1)
	a := Asking{ClientID: "examdesk", Show: func(s string) { shown <- s }}
	if change != nil {
		change(&a)
	}
	i := issuer(t, f)
	got = guard.Start("signing in", func() (Given, error) { return i.InBrowser(ctx, a) })
	return <-shown, got
}

// loopback is where the LMS would send the browser.
func loopback(t *testing.T, address string) (*url.URL, url.Values) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	return to, u.Query()
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	address, got := begins(t.Context(), t, f, nil)
	page, status := look(t, address)
	if status != 200 || !strings.Contains(page, "Go back to the terminal") || strings.Contains(page, "code0") {
		t.Errorf("%d %s", status, page)
	}
	given := <-got
	if given.Err != nil || given.Value.Grant != AuthorizationCode || given.Value.Refresh.IsZero() || given.Value.ClientID != "examdesk" {
		t.Fatalf("%+v, %v", given.Value, given.Err)
	}
	if again, err := issuer(t, f).Again(t.Context(), given.Value.Identity); err != nil || again.Grant != AuthorizationCode {
		t.Errorf("%+v, %v", again, err)
	}
	to, _ := loopback(t, address)
	if res, err := http.Get(to.String()); err == nil {
		_ = res.Body.Close()
		t.Error("somebody still listens")
	}
}

// What comes to the address on this machine and is not the answer changes nothing: the
// right one still works.
func TestLoopback(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	address, got := begins(t.Context(), t, f, nil)
	to, q := loopback(t, address)
	state := q.Get("state")
	for name, c := range map[string]struct {
		method, path, host, query string
		status                    int
	}{
		"no code":           {"GET", "/", "", "", 400},
		"another state":     {"GET", "/", "", "code=abcdef&state=other", 400},
		"no state":          {"GET", "/", "", "code=abcdef", 400},
		"two states":        {"GET", "/", "", "code=abcdef&state=" + state + "&state=other", 400},
		"a refusal, forged": {"GET", "/", "", "error=access_denied&state=other", 400},
		"a damaged code":    {"GET", "/", "", "code=%3Cscript%3E&state=" + state, 400},
		"an icon":           {"GET", "/favicon.ico", "", "code=abcdef&state=" + state, 404},
		"a form":            {"POST", "/", "", "code=abcdef&state=" + state, 405},
		"another name":      {"GET", "/", "evil.example", "code=abcdef&state=" + state, 421},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+to.Host+c.path+"?"+c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.host != "" {
			req.Host = c.host
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != c.status || strings.Contains(string(page), "<script>") || res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d %s", name, res.StatusCode, page)
		}
	}
	look(t, address)
	if given := <-got; given.Err != nil {
		t.Error(given.Err)
	}
}

func TestNotAllowed(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	f.Deny()
	address, got := begins(t.Context(), t, f, nil)
	if page, status := look(t, address); status != 200 || !strings.Contains(page, "not signed in") {
		t.Errorf("%d %s", status, page)
	}
	refuses(t, "denied", (<-got).Err, model.CodeDenied, "chose to cancel")
	for word, c := range map[string]struct {
		code  model.Code
		words string
	}{
		"unauthorized_client": {model.CodeDenied, "Authorization code"}, "invalid_scope": {model.CodeDenied, "scopes"},
		"server_error": {model.CodeUnavailable, "Try again"}, "invalid_request": {model.CodeDenied, "invalid_request"},
		"\x1b[31mred": {model.CodeDenied, "refused the sign-in"},
	} {
		v := &visit{issuer: issuer(t, f), asking: Asking{ClientID: "examdesk"}}
		err := v.refused(word)
		refuses(t, word, err, c.code, c.words)
		if strings.Contains(model.Sentence(err), "\x1b") {
			t.Errorf("%q: %q", word, err)
		}
	}
}

func TestNobodyAllows(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	_, got := begins(t.Context(), t, f, func(a *Asking) { a.Patience = 20 * time.Millisecond })
	refuses(t, "timeout", (<-got).Err, model.CodeDenied, "http://127.0.0.1/")
	ctx, cancel := context.WithCancel(t.Context())
	_, got = begins(ctx, t, f, nil)
	cancel()
	refuses(t, "interrupted", (<-got).Err, model.CodeInterrupted, "interrupted")
}

// Over SSH the person pastes the address to which the browser was sent, or the code.
func TestPasted(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	// sentTo is where the LMS sends a browser that is elsewhere.
	sentTo := func(address string) string {
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.Get(address)
		if err != nil {
			t.Error(err)
			return ""
		}
		_ = res.Body.Close()
		return res.Header.Get("Location")
	}
	code := func(s string) string {
		u, err := url.Parse(s)
		if err != nil {
			t.Error(err)
			return ""
		}
		return u.Query().Get("code")
	}
	for name, c := range map[string]struct {
		types func(sent string) []string
		whys  []string
	}{
		"the address":       {func(s string) []string { return []string{s} }, nil},
		"with spaces":       {func(s string) []string { return []string{"  " + s + "\r\n"} }, nil},
		"the query":         {func(s string) []string { _, q, _ := strings.Cut(s, "?"); return []string{q} }, nil},
		"the code":          {func(s string) []string { return []string{code(s)} }, nil},
		"after empty lines": {func(s string) []string { return []string{"", "\n", s} }, []string{"", "", ""}},
		"after something else": {func(s string) []string { return []string{"what is this?", "http://127.0.0.1/", s} },
			[]string{"", "has no code", "has no code"}},
		"after another's": {func(s string) []string { return []string{"http://127.0.0.1:1/?code=abcdef&state=other", s} }, []string{"", "another sign-in"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var whys []string
			var lines []string
			shown := make(chan string, 1)
			a := Asking{ClientID: "examdesk", Show: func(s string) { shown <- s }, Paste: func(_ context.Context, why string) (string, error) {
				if lines == nil {
					lines = c.types(sentTo(<-shown))
				}
				whys = append(whys, why)
				line := lines[0]
				lines = lines[1:]
				return line, nil
			}}
			given, err := issuer(t, f).InBrowser(t.Context(), a)
			if err != nil || given.Refresh.IsZero() {
				t.Fatalf("%v", err)
			}
			for i, want := range c.whys {
				if !strings.Contains(whys[i], want) || want == "" && whys[i] != "" {
					t.Errorf("asked with %q", whys)
				}
			}
		})
	}
}

// When nothing more can be typed the browser may still come; when typing fails, that is
// the end.
func TestPastingEnds(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	address, got := begins(t.Context(), t, f, func(a *Asking) {
		a.Paste = func(context.Context, string) (string, error) { return "", io.EOF }
	})
	look(t, address)
	if given := <-got; given.Err != nil {
		t.Error(given.Err)
	}
	_, got = begins(t.Context(), t, f, func(a *Asking) {
		a.Paste = func(context.Context, string) (string, error) {
			return "", model.Errorf(model.CodeInvalid, "The answer is not text.")
		}
	})
	refuses(t, "not text", (<-got).Err, model.CodeInvalid, "not text")
}

// A code that somebody else got is of no use here: the verifier does not fit.
func TestCodeOfAnother(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	other, _ := begins(t.Context(), t, f, func(a *Asking) { a.Patience = time.Minute })
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(other)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	stolen, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	_, got := begins(t.Context(), t, f, func(a *Asking) {
		a.Paste = func(context.Context, string) (string, error) { return stolen.Query().Get("code"), nil }
	})
	refuses(t, "stolen", (<-got).Err, model.CodeDenied, "does not accept the code")
}
