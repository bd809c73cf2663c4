//go:build e2e

package lms_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/conformance/lms"
)

const me = "/api/user/v1/me"

// is asks the LMS who somebody is.
func is(t *testing.T, l *lms.LMS, token lms.Token, want string) {
	t.Helper()
	if a := l.Call(token, http.MethodGet, me, nil); a.Status != http.StatusOK || a.Body != `{"username":"`+want+`"}` {
		t.Errorf("not %s: %d %s", want, a.Status, a.Body)
	}
}

// A token of client credentials acts as the application's owner, and there is no
// second one to refresh it with.
func clientCredentials(t *testing.T, l *lms.LMS) {
	token := l.SignInScript("prof")
	is(t, l, token, "prof")
	if token.Type != "JWT" || token.ExpiresIn != 3600 || token.Refresh != "" || token.Scope != "read write email profile" {
		t.Errorf("%+v", token)
	}
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token.Access, claims); err != nil {
		t.Fatal(err)
	}
	if claims["preferred_username"] != "prof" || claims["administrator"] != false || claims["email"] != l.Person("prof").Email || claims["iss"] != l.URL+"/oauth2" {
		t.Errorf("%v", claims)
	}
	if a := l.AskToken(url.Values{"grant_type": {"client_credentials"}, "client_id": {"script-prof"}, "client_secret": {"wrong"}}); a.Status != http.StatusUnauthorized {
		t.Errorf("a wrong secret: %d %s", a.Status, a.Body)
	}
}

// A refresh token is good once: the answer brings the next.
func passwordAndRefresh(t *testing.T, l *lms.LMS) {
	first := l.SignIn("ops")
	is(t, l, first, "ops")
	refresh := func(token string) lms.Answer {
		return l.AskToken(url.Values{"grant_type": {"refresh_token"}, "client_id": {lms.PasswordApp}, "refresh_token": {token}})
	}
	var second lms.Token
	l.JSON(refresh(first.Refresh), &second)
	is(t, l, second, "ops")
	if second.Refresh == "" || second.Refresh == first.Refresh {
		t.Error("the refresh token did not change")
	}
	if a := refresh(first.Refresh); a.Status != http.StatusBadRequest || !strings.Contains(a.Body, "invalid_grant") {
		t.Errorf("the first refresh token again: %d %s", a.Status, a.Body)
	}
	if a := l.AskToken(url.Values{"grant_type": {"password"}, "client_id": {lms.PasswordApp}, "username": {"ops"}, "password": {"wrong"}}); a.Status != http.StatusBadRequest {
		t.Errorf("a wrong password: %d %s", a.Status, a.Body)
	}
}

// proof is a secret of PKCE and what is sent of it.
func proof() (verifier, challenge string) {
	verifier = rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	return verifier, base64.RawURLEncoding.EncodeToString(sum[:])
}

func authorize(l *lms.LMS, challenge, redirect string) string {
	q := url.Values{"response_type": {"code"}, "client_id": {lms.BrowserApp}, "redirect_uri": {redirect}, "state": {"a state"}}
	if challenge != "" {
		q.Set("code_challenge", challenge)
		q.Set("code_challenge_method", "S256")
	}
	return l.URL + "/oauth2/authorize/?" + q.Encode()
}

// The LMS asks who it is, then whether the program may, sends the browser to any port
// of this machine, and takes the code only with what PKCE kept back. Who said yes
// once is not asked again.
func authorizationCode(t *testing.T, l *lms.LMS) {
	const redirect = "http://127.0.0.1:40404/"
	verifier, challenge := proof()
	browser := l.Browser("dean")
	back := browser.Open(authorize(l, challenge, redirect))
	if back == nil || back.Host != "127.0.0.1:40404" || back.Query().Get("state") != "a state" {
		t.Fatalf("sent to %v after %v", back, browser.Pages)
	}
	if want := []string{"/login", "/oauth2/authorize/"}; !slices.Equal(browser.Pages, want) {
		t.Errorf("the pages were %v", browser.Pages)
	}
	redeem := func(code, verifier string) lms.Answer {
		return l.AskToken(url.Values{"grant_type": {"authorization_code"}, "client_id": {lms.BrowserApp}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}})
	}
	if a := redeem(back.Query().Get("code"), "another-verifier-that-is-as-long-as-one-must-be"); a.Status != http.StatusBadRequest {
		t.Errorf("a wrong verifier: %d %s", a.Status, a.Body)
	}
	var token lms.Token
	l.JSON(redeem(back.Query().Get("code"), verifier), &token)
	is(t, l, token, "dean")
	if token.Refresh == "" {
		t.Error("there is no refresh token")
	}
	again := browser.Open(authorize(l, challenge, redirect))
	if again == nil || again.Query().Get("code") == "" || len(browser.Pages) != 2 {
		t.Errorf("the second time: %v after %v", again, browser.Pages)
	}
}

func refusedCode(t *testing.T, l *lms.LMS) {
	_, challenge := proof()
	no := l.Browser("nobody")
	no.Refuse = true
	if back := no.Open(authorize(l, challenge, "http://127.0.0.1:40404/")); back == nil || back.Query().Get("error") != "access_denied" {
		t.Errorf("who says no is sent to %v", back)
	}
	if back := l.Browser("nobody").Open(authorize(l, "", "http://127.0.0.1:40404/")); back == nil || back.Query().Get("error") != "invalid_request" {
		t.Errorf("without PKCE the browser is sent to %v", back)
	}
	if back := l.Browser("nobody").Open(authorize(l, challenge, "http://evil.example.com/")); back != nil {
		t.Errorf("another redirect is sent to %v", back)
	}
}

// What is not signed in is 401 to the platform and 403 to edx-proctoring.
func notSignedIn(t *testing.T, l *lms.LMS) {
	bad := lms.Token{Access: l.SignIn("staff").Access + "x"}
	exams := "/api/edx_proctoring/v1/proctored_exam/exam/course_id/" + lms.Ethics
	for path, want := range map[string]int{me: http.StatusUnauthorized, exams: http.StatusForbidden} {
		if a := l.Call(bad, http.MethodGet, path, nil); a.Status != want {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	// RS512 is as good as HS256.
	rs := l.Token(url.Values{"grant_type": {"client_credentials"}, "client_id": {"script-ops"}, "client_secret": {l.App("ops").Secret}, "asymmetric_jwt": {"true"}})
	is(t, l, rs, "ops")
}

// soon is an LMS whose tokens end after a second, and one more that clocks may differ.
func soon(t *testing.T, l *lms.LMS) {
	l.Restart(func(o *lms.Options) { o.TokenSeconds = 1 })
	defer l.Restart(func(o *lms.Options) { o.TokenSeconds = 0 })
	token := l.SignIn("staff")
	if token.ExpiresIn != 1 {
		t.Errorf("%+v", token)
	}
	exams := "/api/edx_proctoring/v1/proctored_exam/exam/course_id/" + lms.Ethics
	var a lms.Answer
	for range 600 {
		if a = l.Call(token, http.MethodGet, exams, nil); a.Status != http.StatusOK {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if a.Status != http.StatusForbidden || a.Body != `{"detail":"Invalid token."}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
