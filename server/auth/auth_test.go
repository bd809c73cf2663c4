package auth

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
)

const key = "not-a-real-signing-key"

func at() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }

// people are the users of the tests.
type people struct{}

func (people) Person(_ context.Context, name string) (model.Reviewer, error) {
	switch name {
	case "mei":
		return model.Reviewer{ID: 1, Username: "mei", IsStaff: true}, nil
	case "gone":
		return model.Reviewer{ID: 2, Username: "gone", Inactive: true}, nil
	}
	return model.Reviewer{}, model.Errorf(model.CodeNotFound, "There is no user %q.", name)
}

func signed(t *testing.T, method jwt.SigningMethod, with any, change func(jwt.MapClaims)) string {
	t.Helper()
	c := jwt.MapClaims{"preferred_username": "mei", "exp": at().Add(time.Minute).Unix(), "iss": "lms", "aud": "desk"}
	if change != nil {
		change(c)
	}
	token, err := jwt.NewWithClaims(method, c).SignedString(with)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestTokens(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	hs := Keys{Secret: model.NewSecret(key), Issuer: "lms", Audience: "desk"}
	rs := Keys{Public: []PublicKey{{"one", &private.PublicKey}}, Issuer: "lms", Audience: "desk"}
	public, err := json.Marshal(private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	good := signed(t, jwt.SigningMethodHS256, []byte(key), nil)
	set := func(name string, v any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = v } }
	hs256 := func(change func(jwt.MapClaims)) string { return signed(t, jwt.SigningMethodHS256, []byte(key), change) }
	for name, c := range map[string]struct {
		keys  Keys
		token string
		valid bool
	}{
		"good":                {hs, good, true},
		"good, RS512":         {rs, signed(t, jwt.SigningMethodRS512, private, nil), true},
		"expired":             {hs, hs256(set("exp", at().Add(-time.Minute).Unix())), false},
		"never expires":       {hs, hs256(func(c jwt.MapClaims) { delete(c, "exp") }), false},
		"not yet":             {hs, hs256(set("nbf", at().Add(time.Hour).Unix())), false},
		"another's":           {hs, hs256(set("iss", "elsewhere")), false},
		"for another":         {hs, hs256(set("aud", "elsewhere")), false},
		"nobody":              {hs, hs256(func(c jwt.MapClaims) { delete(c, "preferred_username") }), false},
		"refresh token":       {hs, hs256(set("typ", "Refresh")), false},
		"wrong key":           {hs, signed(t, jwt.SigningMethodHS256, []byte("another"), nil), false},
		"none":                {hs, signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), false},
		"none, no key":        {Keys{}, signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), false},
		"HS256 by public key": {rs, signed(t, jwt.SigningMethodHS256, public, nil), false},
		"HS512":               {hs, signed(t, jwt.SigningMethodHS512, []byte(key), nil), false},
		"RS256":               {rs, signed(t, jwt.SigningMethodRS256, private, nil), false},
		"RS512 without key":   {hs, signed(t, jwt.SigningMethodRS512, private, nil), false},
		"cut":                 {hs, good[:len(good)-2], false},
		"empty":               {hs, "", false},
	} {
		if got, err := c.keys.Check(c.token, at()); (err == nil) != c.valid || c.valid && got.Username != "mei" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := SignIn{Keys: Keys{Secret: model.NewSecret(key)}, People: people{}, Clock: at, Origins: []string{"https://learning.example.com"}}
	token := signed(t, jwt.SigningMethodHS256, []byte(key), nil)
	dot := strings.LastIndex(token, ".")
	cookies := "edx-jwt-cookie-header-payload=" + token[:dot] + "; edx-jwt-cookie-signature=" + token[dot+1:]
	csrf := strings.Repeat("a", 32)
	masked := strings.Repeat("b", 32) + strings.Repeat("b", 32) // a shifted by one
	for name, c := range map[string]struct {
		method string
		head   map[string]string
		in     bool
	}{
		"nothing":                     {"GET", nil, false},
		"JWT":                         {"GET", map[string]string{"Authorization": "JWT " + token}, true},
		"Bearer":                      {"POST", map[string]string{"Authorization": "Bearer " + token}, true},
		"Basic":                       {"GET", map[string]string{"Authorization": "Basic " + token}, false},
		"inactive":                    {"GET", map[string]string{"Authorization": "JWT " + signed(t, jwt.SigningMethodHS256, []byte(key), func(c jwt.MapClaims) { c["preferred_username"] = "gone" })}, false},
		"unknown":                     {"GET", map[string]string{"Authorization": "JWT " + signed(t, jwt.SigningMethodHS256, []byte(key), func(c jwt.MapClaims) { c["preferred_username"] = "who" })}, false},
		"cookies":                     {"GET", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies}, true},
		"cookies without the header":  {"GET", map[string]string{"Cookie": cookies}, false},
		"cookies, POST without CSRF":  {"POST", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies}, false},
		"cookies, POST":               {"POST", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": csrf, "Origin": "https://learning.example.com"}, true},
		"cookies, POST, masked":       {"PUT", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": masked, "Referer": "https://learning.example.com/x"}, true},
		"cookies, POST, own origin":   {"PUT", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": csrf, "Origin": "http://example.com"}, true},
		"cookies, POST, other origin": {"POST", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": csrf, "Origin": "https://evil.example.org"}, false},
		"cookies, POST, no origin":    {"POST", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": csrf}, false},
		"cookies, POST, other token":  {"DELETE", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=" + csrf, "X-Csrftoken": strings.Repeat("c", 32), "Origin": "https://learning.example.com"}, false},
		"cookies, POST, empty tokens": {"DELETE", map[string]string{"Use-Jwt-Cookie": "true", "Cookie": cookies + "; csrftoken=", "X-Csrftoken": "", "Origin": "https://learning.example.com"}, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "/x", nil)
		for k, v := range c.head {
			r.Header.Set(k, v)
		}
		a, err := s.Actor(r)
		if (err == nil) != c.in || err != nil && model.CodeOf(err) != model.CodeDenied || err == nil && (a.ID != 1 || a.Door != model.DoorAPI || !a.Authenticated) {
			t.Errorf("%s: %+v %v", name, a, err)
		}
	}
}

// one is the only application, revoked while gone.
type one struct{ hash string }

func (o one) SigningIn(_ context.Context, id string) (model.Application, string, error) {
	if id != "vendor" {
		return model.Application{}, "", model.Errorf(model.CodeNotFound, "There is none.")
	}
	return model.Application{Name: "vendor", ClientID: id, User: "mei"}, o.hash, nil
}

func TestIssuer(t *testing.T) {
	t.Parallel()
	hash, err := HashSecret("the secret")
	if err != nil {
		t.Fatal(err)
	}
	now, from := at(), "192.0.2.1:1"
	i := &Issuer{Keys: Keys{Secret: model.NewSecret(key), Issuer: "lms"}, Applications: one{hash}, People: people{}, Clock: func() time.Time { return now }, Expires: time.Hour}
	ask := func(form url.Values, basic ...string) (int, map[string]any) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/oauth2/access_token", strings.NewReader(form.Encode()))
		r.RemoteAddr = from
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if len(basic) == 2 {
			r.SetBasicAuth(basic[0], basic[1])
		}
		w := httptest.NewRecorder()
		i.ServeHTTP(w, r)
		out := map[string]any{}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Errorf("%s: %v", w.Body, err)
		}
		return w.Code, out
	}
	form := func(id, secret string) url.Values {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "token_type": {"jwt"}}
	}
	status, got := ask(form("vendor", "the secret"))
	token, _ := got["access_token"].(string)
	if c, err := i.Keys.Check(token, now); status != 200 || err != nil || c.Username != "mei" || got["token_type"] != "JWT" || got["expires_in"] != 3600.0 {
		t.Errorf("%d %v %v", status, got, err)
	}
	if parts := strings.Split(token, "."); len(parts) == 3 {
		if body, err := base64.RawURLEncoding.DecodeString(parts[1]); err != nil || strings.Contains(string(body), "secret") {
			t.Errorf("%s %v", body, err)
		}
	}
	if status, _ := ask(url.Values{"grant_type": {"client_credentials"}}, "vendor", "the secret"); status != 200 {
		t.Errorf("by the header: %d", status)
	}
	if status, got := ask(url.Values{"grant_type": {"password"}}); status != 400 || got["error"] != "unsupported_grant_type" {
		t.Errorf("%d %v", status, got)
	}
	if status, got := ask(form("nobody", "x")); status != 401 || got["error"] != "invalid_client" {
		t.Errorf("%d %v", status, got)
	}
	for range maxWrong {
		if status, _ := ask(form("vendor", "wrong")); status != 401 {
			t.Errorf("%d", status)
		}
	}
	if status, _ := ask(form("vendor", "the secret")); status != http.StatusTooManyRequests {
		t.Errorf("after %d wrong ones: %d", maxWrong, status)
	}
	from = "198.51.100.7:1"
	if status, _ := ask(form("vendor", "the secret")); status != 200 {
		t.Errorf("wrong guesses from elsewhere lock an application out: %d", status)
	}
	from = "192.0.2.1:1"
	now = now.Add(wrongSpan)
	for range 2 * maxWrong {
		if status, _ := ask(form("vendor", "the secret")); status != 200 {
			t.Errorf("a minute later: %d", status)
		}
	}
}

func TestGuessesAtTheSameTime(t *testing.T) {
	t.Parallel()
	var some tries
	begun := 0
	for range 3 * maxWrong {
		if some.begin(guess{"vendor", "192.0.2.1"}, at()) {
			begun++
		}
	}
	if begun != maxWrong {
		t.Errorf("%d guesses were under way at once; %d are let through", begun, maxWrong)
	}
	if !some.begin(guess{"vendor", "192.0.2.1"}, at().Add(wrongSpan)) || len(some.since) != 1 {
		t.Errorf("a minute later: %v", some.since)
	}
}
