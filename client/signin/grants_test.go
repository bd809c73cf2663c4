package signin

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/client/signin/signintest"
	"examdesk/model"
)

func TestGrants(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	i := issuer(t, f)
	app, err := i.WithSecret(t.Context(), "app", model.NewSecret(signintest.Secret))
	if err != nil || app.Grant != ClientCredentials || app.Secret.Reveal() != signintest.Secret || !app.Refresh.IsZero() || !app.Expires.Equal(start().Add(time.Hour)) {
		t.Errorf("%+v, %v", app, err)
	}
	person, err := i.WithPassword(t.Context(), "login-service-client-id", "ada", model.NewSecret(signintest.Password))
	if err != nil || person.Grant != Password || !person.Secret.IsZero() || person.Refresh.IsZero() {
		t.Fatalf("%+v, %v", person, err)
	}
	again, err := i.Again(t.Context(), person.Identity)
	if err != nil || again.Refresh == person.Refresh || again.Value == person.Value || again.Grant != Password {
		t.Errorf("%+v, %v", again, err)
	}
	_, err = i.Again(t.Context(), person.Identity)
	refuses(t, "a refresh token twice", err, model.CodeDenied, "has ended")
	if err := i.Revoke(t.Context(), again.Identity); err != nil || !slices.Equal(f.Revoked(), []string{again.Refresh.Reveal()}) {
		t.Errorf("%v, revoked %v", err, f.Revoked())
	}
	if err := i.Revoke(t.Context(), app.Identity); err != nil || len(f.Revoked()) != 1 {
		t.Errorf("%v, revoked %v", err, f.Revoked())
	}
}

// What a site answers instead of a token, and what is made of it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	secret := func(ctx context.Context, i *Issuer) error {
		_, err := i.WithSecret(ctx, "app", model.NewSecret(signintest.Secret))
		return err
	}
	password := func(ctx context.Context, i *Issuer) error {
		_, err := i.WithPassword(ctx, "app", "ada", model.NewSecret(signintest.Password))
		return err
	}
	again := func(ctx context.Context, i *Issuer) error {
		_, err := i.Again(ctx, Identity{Grant: AuthorizationCode, ClientID: "app", Refresh: model.NewSecret("refresh-nobody-may-see")})
		return err
	}
	echo := func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "invalid_request", "error_description": "` + r.PostForm.Encode() + `"}`))
	}
	for name, c := range map[string]struct {
		kind  Kind
		ask   func(context.Context, *Issuer) error
		reply http.HandlerFunc
		code  model.Code
		words string
	}{
		"wrong secret":                  {LMS, secret, says(401, `{"error": "invalid_client"}`), model.CodeDenied, "does not accept the client id"},
		"no public application":         {LMS, password, says(401, `{"error": "invalid_client"}`), model.CodeDenied, "no public application"},
		"wrong password":                {LMS, password, says(400, `{"error": "invalid_grant"}`), model.CodeDenied, "single sign-on"},
		"refresh token ended":           {LMS, again, says(400, `{"error": "invalid_grant"}`), model.CodeDenied, "has ended"},
		"another grant":                 {LMS, secret, says(400, `{"error": "unauthorized_client"}`), model.CodeDenied, "Client credentials"},
		"scopes":                        {LMS, secret, says(400, `{"error": "invalid_scope"}`), model.CodeDenied, "scopes"},
		"another word":                  {LMS, secret, says(400, `{"error": "invalid_target"}`), model.CodeDenied, "invalid_target"},
		"it repeats what was sent":      {LMS, secret, echo, model.CodeDenied, "invalid_request"},
		"limited, as an LMS says it":    {LMS, again, says(403, `<h1>403 Forbidden</h1>`), model.CodeUnavailable, "limits how often"},
		"limited, with a time":          {LMS, again, says(429, ``, "Retry-After", "300"), model.CodeUnavailable, "in 5 minutes"},
		"limited, with too long a time": {LMS, again, says(429, ``, "Retry-After", "999999999"), model.CodeUnavailable, "in 15 minutes"},
		"not an LMS":                    {LMS, secret, says(404, `<h1>Not found</h1>`), model.CodeUnsupported, "not an LMS"},
		"LMS down":                      {LMS, secret, says(502, `<h1>Bad gateway</h1>`), model.CodeUnavailable, "status 502"},
		"a status nobody expects":       {LMS, secret, says(418, `{}`), model.CodeUnavailable, "status 418"},
		"sent to another host":          {LMS, secret, says(302, ``, "Location", "https://evil.example/oauth2/access_token"), model.CodeUnavailable, "which is not followed"},
		"sent on with the form":         {LMS, secret, says(307, ``, "Location", "https://evil.example/oauth2/access_token"), model.CodeUnavailable, "which is not followed"},
		"sent nowhere":                  {LMS, secret, says(302, ``), model.CodeUnavailable, "redirect (status 302)"},
		"server, wrong secret":          {Desk, secret, says(401, `{"error": "invalid_client"}`), model.CodeDenied, "serve app add"},
		"server, too many":              {Desk, secret, says(429, ``), model.CodeUnavailable, "too many wrong secrets"},
		"server, not ours":              {Desk, secret, says(404, ``), model.CodeUnsupported, "not an examdesk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := httptest.NewServer(c.reply)
			t.Cleanup(web.Close)
			i, err := New(Site{Kind: c.kind, URL: web.URL}, start)
			if err != nil {
				t.Fatal(err)
			}
			refuses(t, name, c.ask(t.Context(), i), c.code, c.words)
		})
	}
}

// What is not an answer with a token that can be used.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	signed := f.Sign("x", time.Hour)
	ended := f.Sign("x", -time.Hour)
	for name, c := range map[string]struct {
		body  string
		code  model.Code
		words string
	}{
		"HTML":              {`<!doctype html><title>Sign in</title>`, model.CodeUnavailable, "check the address"},
		"empty":             {``, model.CodeUnavailable, "check the address"},
		"a list":            {`[]`, model.CodeUnavailable, "check the address"},
		"wrong types":       {`{"access_token": 7, "expires_in": 3600}`, model.CodeUnavailable, "check the address"},
		"no token":          {`{"token_type": "JWT", "expires_in": 3600}`, model.CodeUnavailable, "check the address"},
		"not UTF-8":         {"{\"access_token\": \"\xff\", \"expires_in\": 3600}", model.CodeUnavailable, "check the address"},
		"a header in it":    {`{"access_token": "a\r\nX-Evil: 1", "expires_in": 3600}`, model.CodeUnavailable, "check the address"},
		"huge":              {`{"access_token": "` + strings.Repeat("x", 2*maxAnswer) + `", "expires_in": 3600}`, model.CodeUnavailable, "check the address"},
		"no end":            {`{"access_token": "opaque", "token_type": "JWT"}`, model.CodeUnsupported, "how long"},
		"no end, null":      {`{"access_token": "opaque", "expires_in": null}`, model.CodeUnsupported, "how long"},
		"ended, it says":    {`{"access_token": "` + signed + `", "expires_in": -1793520000}`, model.CodeUnsupported, "restricted"},
		"ended, by itself":  {`{"access_token": "` + ended + `", "expires_in": 3600}`, model.CodeUnsupported, "restricted"},
		"not a JWT":         {`{"access_token": "opaque", "token_type": "Bearer", "expires_in": 3600}`, model.CodeUnsupported, "not a JWT"},
		"an end as a text":  {`{"access_token": "` + signed + `", "expires_in": "3600"}`, model.CodeUnavailable, "check the address"},
		"an end beyond int": {`{"access_token": "` + signed + `", "expires_in": 1e999}`, model.CodeUnavailable, "check the address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := httptest.NewServer(says(200, c.body))
			t.Cleanup(web.Close)
			i, err := New(Site{Kind: LMS, URL: web.URL}, start)
			if err != nil {
				t.Fatal(err)
			}
			_, err = i.WithSecret(t.Context(), "app", model.NewSecret(signintest.Secret))
			refuses(t, name, err, c.code, c.words)
		})
	}
	web := httptest.NewServer(says(200, `{"access_token": "`+signed+`", "expires_in": 3600, "token_type": "JWT"}`))
	t.Cleanup(web.Close)
	i, err := New(Site{Kind: LMS, URL: web.URL}, start)
	if err != nil {
		t.Fatal(err)
	}
	_, err = i.WithPassword(t.Context(), "app", "ada", model.NewSecret(signintest.Password))
	refuses(t, "no refresh token", err, model.CodeUnsupported, "no refresh token")
}

// How long a token is good for is what the answer says, or the token if that is less.
func TestLife(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	number := func(n float64) *float64 { return &n }
	for name, c := range map[string]struct {
		a     granted
		want  time.Duration
		known bool
	}{
		"the answer":      {granted{Token: "opaque", Expires: number(3600)}, time.Hour, true},
		"a fraction":      {granted{Token: "opaque", Expires: number(1.5)}, 1500 * time.Millisecond, true},
		"the token":       {granted{Token: f.Sign("x", 10*time.Minute)}, 10 * time.Minute, true},
		"the token, less": {granted{Token: f.Sign("x", 10*time.Minute), Expires: number(3600)}, 10 * time.Minute, true},
		"the answer,less": {granted{Token: f.Sign("x", time.Hour), Expires: number(60)}, time.Minute, true},
		"absurd":          {granted{Token: "opaque", Expires: number(1e300)}, maxLife, true},
		"neither":         {granted{Token: "opaque"}, 0, false},
	} {
		if got, known := lifeOf(c.a); got != c.want || known != c.known {
			t.Errorf("%s: %v, %v, want %v", name, got, known, c.want)
		}
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.NotFoundHandler())
	at := web.URL
	web.Close()
	i, err := New(Site{Kind: LMS, URL: at}, start)
	if err != nil {
		t.Fatal(err)
	}
	_, err = i.WithSecret(t.Context(), "app", model.NewSecret(signintest.Secret))
	refuses(t, "nothing there", err, model.CodeUnavailable, "cannot be reached")

	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(func() { close(release); slow.Close() })
	if i, err = New(Site{Kind: LMS, URL: slow.URL, Timeout: 20 * time.Millisecond}, start); err != nil {
		t.Fatal(err)
	}
	_, err = i.WithSecret(t.Context(), "app", model.NewSecret(signintest.Secret))
	refuses(t, "slow", err, model.CodeUnavailable, "did not answer the sign-in in time")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	_, err = i.WithSecret(ctx, "app", model.NewSecret(signintest.Secret))
	refuses(t, "interrupted", err, model.CodeInterrupted, "interrupted")
}

func TestSites(t *testing.T) {
	t.Parallel()
	for url, words := range map[string]string{
		"lms.example.edu": "is not the address of an LMS", "ftp://lms.example.edu": "is not the address of an LMS", "https://": "is not the address of an LMS",
		"https://ada:pw@lms.example.edu": "no more than", "https://lms.example.edu?x=1": "no more than", "http://lms.example.edu": "plain HTTP",
	} {
		_, err := New(Site{Kind: LMS, URL: url}, start)
		refuses(t, url, err, model.CodeInvalid, words)
	}
	for _, s := range []Site{
		{Kind: LMS, URL: "https://lms.example.edu"}, {Kind: LMS, URL: "http://127.0.0.1:18000"}, {Kind: LMS, URL: "http://[::1]:18000"}, {Kind: Desk, URL: "http://localhost:1"},
		{Kind: LMS, URL: "http://lms.example.edu", Insecure: true}, {Kind: LMS, URL: "https://example.edu/lms/"},
	} {
		if _, err := New(s, start); err != nil {
			t.Errorf("%s: %v", s.URL, err)
		}
	}
}

// The difference of two clocks is what an answer's date shows for certain.
func TestSkew(t *testing.T) {
	t.Parallel()
	at := start()
	for name, c := range map[string]struct {
		date       string
		age        string
		asked, got time.Duration
		want       time.Duration
		words      string
	}{
		"same":           {at.Format(http.TimeFormat), "", 0, time.Second, 0, ""},
		"slow answer":    {at.Format(http.TimeFormat), "", -20 * time.Second, 20 * time.Second, 0, ""},
		"ahead":          {at.Format(http.TimeFormat), "", 7 * time.Minute, 7*time.Minute + time.Second, 7 * time.Minute, "7 minutes ahead of the LMS's"},
		"behind":         {at.Format(http.TimeFormat), "", -3*time.Hour - time.Second, -3 * time.Hour, -3 * time.Hour, "3 hours behind the LMS's"},
		"another year":   {at.Format(http.TimeFormat), "", 400 * 24 * time.Hour, 400 * 24 * time.Hour, 400 * 24 * time.Hour, "400 days ahead"},
		"too little":     {at.Format(http.TimeFormat), "", 30 * time.Second, 30 * time.Second, 30 * time.Second, ""},
		"no date":        {"", "", time.Hour, time.Hour, 0, ""},
		"not a date":     {"yesterday", "", time.Hour, time.Hour, 0, ""},
		"out of a cache": {at.Format(http.TimeFormat), "300", time.Hour, time.Hour, 0, ""},
	} {
		h := http.Header{}
		h.Set("Date", c.date)
		if c.age != "" {
			h.Set("Age", c.age)
		}
		got := ahead(reply{header: h, asked: at.Add(c.asked), got: at.Add(c.got)})
		if said := SkewWords(got, LMS); got != c.want || !strings.Contains(said, c.words) || (c.words == "") != (said == "") {
			t.Errorf("%s: %v, %q", name, got, said)
		}
	}
}
