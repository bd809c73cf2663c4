package verify

import (
	"net/http"
	"strings"
	"testing"

	"examdesk/model"
)

// restService grants tokens and returns its configuration.
func restService(tokenStatus int, token string, configStatus int, config string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/oauth2/access_token" && r.Method == http.MethodPost && r.FormValue("client_secret") == fakeClient && r.FormValue("grant_type") == "client_credentials":
			write(w, tokenStatus, "application/json", token)
		case r.URL.Path == "/api/v1/config/" && r.Header.Get("Authorization") == "JWT "+fakeToken:
			write(w, configStatus, "application/json", config)
		default:
			asks(w, r)
		}
	}
}

const (
	goodToken  = `{"access_token": "` + fakeToken + `", "expires_in": 3600, "token_type": "JWT"}`
	goodConfig = `{"rules": {"allow_notes": "Allow notes"}, "name": "ProctorCo", "download_url": "https://p.example.com/get", "instructions": ["Begin"]}`
)

func TestToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		answer string
		state  model.CheckState
		cause  model.CheckCause
		says   string
	}{
		"granted":           {200, goodToken, model.CheckPass, "", "granted, good for 60 min"},
		"brief":             {200, `{"access_token": "` + fakeToken + `", "expires_in": 59}`, model.CheckWarn, model.CauseAnswer, "good for only 59 s"},
		"a fraction":        {200, `{"access_token": "` + fakeToken + `", "expires_in": 61.5}`, model.CheckPass, "", "granted"},
		"no lifetime":       {200, `{"access_token": "` + fakeToken + `"}`, model.CheckFail, model.CauseAnswer, "expires_in"},
		"lifetime in words": {200, `{"access_token": "` + fakeToken + `", "expires_in": "3600"}`, model.CheckFail, model.CauseAnswer, "expires_in"},
		"lifetime is odd":   {200, `{"access_token": "` + fakeToken + `", "expires_in": -1}`, model.CheckFail, model.CauseAnswer, "expires_in"},
		"lifetime is vast":  {200, `{"access_token": "` + fakeToken + `", "expires_in": 1e999}`, model.CheckFail, model.CauseAnswer, "expires_in"},
		"no token":          {200, `{"expires_in": 3600}`, model.CheckFail, model.CauseAnswer, "no access_token"},
		"hostile token":     {200, `{"access_token": "a\r\nX: y", "expires_in": 3600}`, model.CheckFail, model.CauseAnswer, "characters"},
		"a list":            {200, `[1]`, model.CheckFail, model.CauseAnswer, "not a JSON object"},
		"wrong secret":      {401, `{"error": "invalid_client"}`, model.CheckFail, model.CauseSecret, `401 (Unauthorized), invalid_client: the service does not accept the secret of client "me"`},
		"wrong secret, 400": {400, `{"error": "invalid_client"}`, model.CheckFail, model.CauseSecret, "invalid_client"},
		"the secret echoed": {400, `{"error": "` + fakeClient + `"}`, model.CheckFail, model.CauseAnswer, "400"},
		"limited":           {403, `{}`, model.CheckFail, model.CauseBlocked, "403"},
		"not there":         {404, `{}`, model.CheckFail, model.CauseAddress, "404"},
		"broken":            {502, `{}`, model.CheckFail, model.CauseDown, "502"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, restService(c.status, c.answer, 200, goodConfig))
			got, _ := restLab(s.URL).run(t, false)
			expect(t, got, "token", c.state, c.cause)
			if seen := got["token"].Seen.String(); !strings.Contains(seen, c.says) || strings.Contains(seen, "fake-marker") {
				t.Errorf("%s, want %s", seen, c.says)
			}
			want := model.CheckPass
			if c.state == model.CheckFail {
				want = model.CheckSkip
			}
			expect(t, got, "config", want, "")
		})
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		answer string
		state  model.CheckState
		cause  model.CheckCause
		says   string
	}{
		"good":              {200, goodConfig, model.CheckPass, "", `understood: 1 rules, name "ProctorCo"`},
		"no rules":          {200, `{"name": "x"}`, model.CheckWarn, model.CauseAnswer, "has no rules"},
		"rules are a list":  {200, `{"name": "x", "rules": []}`, model.CheckFail, model.CauseAnswer, "rules is not an object"},
		"rules are numbers": {200, `{"name": "x", "rules": {"a": 1}}`, model.CheckWarn, model.CauseAnswer, "no text"},
		"no name":           {200, `{"rules": {}}`, model.CheckWarn, model.CauseAnswer, "no name"},
		"instructions":      {200, `{"name": "x", "rules": {}, "instructions": "do this"}`, model.CheckFail, model.CauseAnswer, "instructions is not a list"},
		"an instruction":    {200, `{"name": "x", "rules": {}, "instructions": [1]}`, model.CheckFail, model.CauseAnswer, "not text"},
		"download":          {200, `{"name": "x", "rules": {}, "download_url": "javascript:alert(1)"}`, model.CheckFail, model.CauseAnswer, "download_url"},
		"a list":            {200, `[]`, model.CheckFail, model.CauseAnswer, "not a JSON object"},
		"deep":              {200, strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300), model.CheckFail, model.CauseAnswer, "not JSON"},
		"truncated":         {200, goodConfig[:40], model.CheckFail, model.CauseAnswer, "not JSON"},
		"refused":           {401, `{}`, model.CheckFail, model.CauseSecret, "the token that it has just granted"},
		"broken":            {500, `{}`, model.CheckFail, model.CauseDown, "500"},
		"not there":         {404, `{}`, model.CheckFail, model.CauseAddress, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, restService(200, goodToken, c.status, c.answer))
			got, _ := restLab(s.URL).run(t, false)
			expect(t, got, "config", c.state, c.cause)
			if !strings.Contains(got["config"].Seen.String(), c.says) {
				t.Errorf("%s, want %s", got["config"].Seen, c.says)
			}
		})
	}
}

// Credentials go nowhere that an answer leads to.
func TestTokenRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent elsewhere") })
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
			return
		}
		asks(w, r)
	})
	got, _ := restLab(s.URL).run(t, false)
	expect(t, got, "token", model.CheckFail, model.CauseAddress)
	got, _ = psiLab(s.URL).run(t, true)
	expect(t, got, "signature", model.CheckFail, model.CauseAddress)
}

// Tokens and the configuration are requested where the LMS's client requests them: an
// address that ends with a part of the tokens' path gets the rest of it alone
// (edx-rest-api-client 6.2, client._get_oauth_url).
func TestWhereIsAsked(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"":                     "/api/v1/config/ /oauth2/access_token /api/v1/config/",
		"/oauth2":              "/oauth2/api/v1/config/ /oauth2/access_token /oauth2/api/v1/config/",
		"/a/":                  "/a//api/v1/config/ /a/oauth2/access_token /a//api/v1/config/",
		"/oauth2/access_token": "/oauth2/access_token/api/v1/config/ /oauth2/access_token /oauth2/access_token/api/v1/config/",
	} {
		var asked []string
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.URL.Path)
			switch {
			case r.Method == http.MethodPost:
				write(w, 200, "application/json", goodToken)
			case r.Header.Get("Authorization") == "JWT "+fakeToken:
				write(w, 200, "application/json", goodConfig)
			default:
				asks(w, r)
			}
		})
		got, _ := restLab(s.URL+path).run(t, false)
		expect(t, got, "config", model.CheckPass, "")
		if strings.Join(asked, " ") != want {
			t.Errorf("%s: %v", path, asked)
		}
	}
}

// Proctortrack's plug-in has its tokens and its dashboard elsewhere, and a key says
// it of any other service.
func TestWhereVendorsKeepThings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, settings, token string }{
		{"proctortrack", "", "/edx/oauth2/access_token"},
		{"proctortrack", ", timeout: [2, 7.5]", "/edx/oauth2/access_token"},
		{"proctortrack", ", oauth2_path: /oauth2/access_token", "/oauth2/access_token"},
		{"proctorco", ", oauth2_path: /x/token/", "/x/token"},
		{"proctorco", ", timeout: 30", "/oauth2/access_token"},
	} {
		var asked []string
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost:
				asked = append(asked, r.URL.Path)
				write(w, 200, "application/json", goodToken)
			case r.Header.Get("Authorization") == "JWT "+fakeToken:
				write(w, 200, "application/json", goodConfig)
			default:
				asks(w, r)
			}
		})
		l := restLab(s.URL)
		l.name = c.name
		l.yaml = strings.TrimSuffix(l.yaml, "}") + c.settings + "}"
		got, _ := l.run(t, false)
		for _, check := range []string{"keys", "form", "token", "config"} {
			if _, there := got[check]; there {
				expect(t, got, check, model.CheckPass, "")
			}
		}
		if len(asked) != 1 || asked[0] != c.token {
			t.Errorf("%s%s asked %q", c.name, c.settings, asked)
		}
	}
}

func TestInstructorURL(t *testing.T) {
	t.Parallel()
	for change, want := range map[string]model.CheckState{
		"": model.CheckPass, ", token_expiration_time: 0": model.CheckFail, ", token_expiration_time: 120": model.CheckPass,
		", token_expiration_time: 99999999999": model.CheckPass,
	} {
		text := strings.TrimSuffix(restAt("https://127.0.0.1:9"), "}") + change + "}"
		got, _ := lab{name: "proctorco", yaml: text}.run(t, false)
		if got["instructor_url"].State != want {
			t.Errorf("%s: %+v", change, got["instructor_url"])
		}
	}
	text := strings.Replace(restAt("https://127.0.0.1:9"), "client_id: me", "client_id: me/you", 1)
	got, _ := lab{name: "proctorco", yaml: text}.run(t, false)
	expect(t, got, "instructor_url", model.CheckFail, model.CauseSettings)
	got, _ = restLab("http://me@127.0.0.1:9").run(t, false)
	expect(t, got, "instructor_url", model.CheckSkip, "")
}
