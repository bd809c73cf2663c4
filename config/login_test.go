package config_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"examdesk/cli/kit/kittest"
	"examdesk/client/signin"
	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
)

// The variables by which the other processes of TestProcessesRenewOnce know what to do.
const (
	renewAt     = "EXAMDESK_TEST_RENEW_AT"
	renewConfig = "EXAMDESK_TEST_RENEW_CONFIG"
)

func env() config.Env { return config.Env{Clock: time.Now, Version: "test"} }

func load(t *testing.T, path string) config.Config {
	t.Helper()
	c, err := config.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRenewing is the other process of the next test, and nothing by itself.
func TestRenewing(t *testing.T) {
	at := os.Getenv(renewAt)
	if at == "" {
		return
	}
	s, err := env().Tokens(t.Context(), load(t, os.Getenv(renewConfig)), config.Site{Kind: config.AtLMS, Address: at})
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.Token(t.Context())
	fmt.Printf("token %s %v\n", token, err)
}

// Several processes renew a sign-in at once: the LMS is asked once, and nobody is left
// with a refresh token that is void.
func TestProcessesRenewOnce(t *testing.T) {
	path := kittest.Home(t, "secrets: {store: plain}\n")
	var asked atomic.Int64
	newest := "refresh0"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if r.FormValue("refresh_token") != newest {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, `{"error": "invalid_grant"}`)
			return
		}
		newest = fmt.Sprint("refresh", n)
		time.Sleep(200 * time.Millisecond) // so that the others are there before the answer is
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprint("token", n), "expires_in": 3600, "token_type": "JWT", "refresh_token": newest})
	}))
	t.Cleanup(web.Close)
	l := config.LoginAt(load(t, path), web.URL)
	if err := l.SaveIdentity(t.Context(), signin.Identity{Grant: signin.Password, ClientID: "app", Refresh: model.NewSecret("refresh0")}); err != nil {
		t.Fatal(err)
	}
	var all guard.Group
	for range 6 {
		all.Go("another process", func() error {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRenewing$", "-test.v")
			cmd.Env = append(os.Environ(), renewAt+"="+web.URL, renewConfig+"="+path)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "token token1 <nil>\n") {
				t.Errorf("%v: %s", err, out)
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	i, err := l.Identity(t.Context())
	if err != nil || i.Refresh.Reveal() != "refresh1" || i.Grant != signin.Password || asked.Load() != 1 {
		t.Errorf("%d requests, kept %q, %v", asked.Load(), i.Refresh.Reveal(), err)
	}
}

// What an earlier version kept is still a sign-in, and what is too long for the place of
// the secrets is left out rather than the rest lost.
func TestKeptSignIn(t *testing.T) {
	path := kittest.Home(t, "secrets: {store: plain}\n")
	c := load(t, path)
	l := config.LoginAt(c, "https://desk.example.com")
	if err := c.Vault().Set(t.Context(), l.Names()[0], model.NewSecret(`{"client_id":"id","client_secret":"s3cret"}`)); err != nil {
		t.Fatal(err)
	}
	if err := c.Vault().Set(t.Context(), l.Names()[1], model.NewSecret(`{"token":"t","expires":"2026-11-20T16:00:00Z"}`)); err != nil {
		t.Fatal(err)
	}
	i, err := l.Identity(t.Context())
	if err != nil || i != (signin.Identity{Grant: signin.ClientCredentials, ClientID: "id", Secret: model.NewSecret("s3cret")}) {
		t.Errorf("%+v, %v", i, err)
	}
	token, err := l.Token(t.Context())
	if err != nil || token.Value.Reveal() != "t" || !token.Issued.IsZero() || token.Expires.IsZero() {
		t.Errorf("%+v, %v", token, err)
	}

	long := strings.Repeat("x", 70<<10)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": long, "expires_in": 3600, "token_type": "JWT"})
	}))
	t.Cleanup(web.Close)
	s := config.Site{Kind: config.AtLMS, Address: web.URL}
	l = config.LoginAt(c, web.URL)
	if err := l.SaveToken(t.Context(), signin.Token{Value: model.NewSecret("of the former sign-in"), Expires: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := env().SignIn(t.Context(), c, s, config.Proof{ClientID: "app", Secret: model.NewSecret("s3cret")}); err != nil {
		t.Fatal(err)
	}
	if token, err := l.Token(t.Context()); err != nil || !token.Value.IsZero() {
		t.Errorf("the former token is left: %v", err)
	}
	tokens, err := env().Tokens(t.Context(), c, s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tokens.Token(t.Context()); err != nil || got != long {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if had, err := l.Forget(t.Context()); err != nil || !had {
		t.Errorf("%v, %v", had, err)
	}
	if _, err := l.Identity(t.Context()); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("%v", err)
	}
}

// Where people sign in is known by the address, or by what answers there.
func TestSiteAt(t *testing.T) {
	kittest.Home(t, "theme: dark\n")
	answers := func(status int, body string) string {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		}))
		t.Cleanup(web.Close)
		return web.URL
	}
	desk, lms := answers(200, `{"openapi": "3.1.0", "info": {"title": "examdesk"}}`), answers(404, `<h1>Page not found</h1>`)
	for url, want := range map[string]config.Site{
		desk: {Kind: config.AtServer, Address: desk}, lms: {Kind: config.AtLMS, Address: lms}, lms + "/": {Kind: config.AtLMS, Address: lms},
		answers(302, ``): {Kind: config.AtLMS}, answers(200, `<title>examdesk</title>`): {Kind: config.AtLMS}, answers(200, `{"info": {"title": "mine"}}`): {Kind: config.AtLMS},
		"examdesk+https://desk.example.com/": {Kind: config.AtServer, Address: "https://desk.example.com"},
	} {
		got, err := env().SiteAt(t.Context(), url, "")
		if err != nil || got.Kind != want.Kind || want.Address != "" && got.Address != want.Address {
			t.Errorf("%s: %+v, %v", url, got, err)
		}
	}
	for url, code := range map[string]model.Code{
		"lms.example.edu": model.CodeInvalid, "sqlite:/a": model.CodeInvalid, "http://lms.example.edu": model.CodeInvalid, "http://127.0.0.1:1": model.CodeUnavailable,
	} {
		if _, err := env().SiteAt(t.Context(), url, ""); model.CodeOf(err) != code || err == nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}
