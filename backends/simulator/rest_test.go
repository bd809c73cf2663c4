package simulator_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/backends/simulator"
)

const formType = "application/x-www-form-urlencoded"

func TestToken(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(testClientID+":"+testClient))
	for name, c := range map[string]struct {
		form    url.Values
		headers []string
		status  int
		says    string
	}{
		"in the body":    {url.Values{"grant_type": {"client_credentials"}, "client_id": {testClientID}, "client_secret": {testClient}}, []string{"Content-Type", formType}, 200, `"expires_in":3600`},
		"Basic":          {url.Values{"grant_type": {"client_credentials"}}, []string{"Content-Type", formType, "Authorization", basic}, 200, `"token_type":"JWT"`},
		"another secret": {url.Values{"grant_type": {"client_credentials"}, "client_id": {testClientID}, "client_secret": {"x"}}, []string{"Content-Type", formType}, 401, `{"error":"invalid_client"}`},
		"another client": {url.Values{"grant_type": {"client_credentials"}, "client_id": {"x"}, "client_secret": {testClient}}, []string{"Content-Type", formType}, 401, `{"error":"invalid_client"}`},
		"nothing":        {url.Values{"grant_type": {"client_credentials"}}, []string{"Content-Type", formType}, 401, `{"error":"invalid_client"}`},
		"another grant":  {url.Values{"grant_type": {"password"}}, []string{"Content-Type", formType}, 400, `{"error":"unsupported_grant_type"}`},
		"another type":   {url.Values{"grant_type": {"client_credentials"}}, []string{"Content-Type", "application/json"}, 400, `{"error":"invalid_request"}`},
	} {
		if r := b.do("POST", "/oauth2/access_token", c.form.Encode(), c.headers...); r.status != c.status || !strings.Contains(r.body, c.says) {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

// The paths of the REST API, with a body where one is needed.
func restCalls() [][3]string {
	return [][3]string{
		{"GET", "/api/v1/config/", ""}, {"POST", "/api/v1/exam/", "{}"}, {"GET", "/api/v1/exam/x/", ""}, {"POST", "/api/v1/exam/x/", "{}"},
		{"POST", "/api/v1/exam/x/attempt/", "{}"}, {"GET", "/api/v1/exam/x/attempt/y/", ""}, {"PATCH", "/api/v1/exam/x/attempt/y/", "{}"},
		{"DELETE", "/api/v1/exam/x/attempt/y/", ""}, {"DELETE", "/api/v1/user/z/", ""}, {"GET", "/api/v1/courses/c/onboarding_statuses", ""},
	}
}

func TestTokenIsNeeded(t *testing.T) {
	t.Parallel()
	var late atomic.Int64
	b := start(t, func(c *simulator.Config) {
		c.Clock = func() time.Time { return testNow().Add(time.Duration(late.Load())) }
	})
	good := b.token()
	forged, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"iss": "examdesk-mock", "exp": testNow().Add(time.Hour).Unix()}).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	other, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"iss": "examdesk-mock", "exp": testNow().Add(time.Hour).Unix()}).SignedString([]byte(testClient))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range restCalls() {
		for _, header := range []string{"", "JWT", "JWT x.y.z", "Basic " + good, "JWT " + forged, "JWT " + other, "JWT " + good[:len(good)-2]} {
			if r := b.do(c[0], c[1], c[2], "Authorization", header, "Content-Type", "application/json"); r.status != http.StatusUnauthorized {
				t.Errorf("%s %s with %.12q: %d %s", c[0], c[1], header, r.status, r.body)
			}
		}
		for _, kind := range []string{"JWT ", "Bearer "} {
			if r := b.do(c[0], c[1], c[2], "Authorization", kind+good, "Content-Type", "application/json"); r.status == http.StatusUnauthorized {
				t.Errorf("%s %s: %d %s", c[0], c[1], r.status, r.body)
			}
		}
	}
	late.Store(int64(time.Hour + time.Second))
	if r := b.do("GET", "/api/v1/config/", "", "Authorization", "JWT "+good); r.status != http.StatusUnauthorized || !strings.Contains(r.body, "expired") {
		t.Errorf("an old token: %d %s", r.status, r.body)
	}
}

func TestREST(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	config := b.rest("GET", "/api/v1/config/", "")
	if config.field(t, "download_url") != b.url+"/download" || !strings.Contains(config.body, "allow_notes") {
		t.Error(config.body)
	}
	if r := b.do("GET", "/download", ""); r.status != http.StatusOK {
		t.Error(r.status)
	}
	exam := b.exam("course-v1:edX+Demo+2026", false)
	if r := b.rest("POST", "/api/v1/exam/"+exam+"/", `{"course_id":"c","name":"Renamed","rules":{"allow_notes":true}}`); r.field(t, "id") != exam {
		t.Error(r.body)
	}
	if r := b.rest("GET", "/api/v1/exam/"+exam+"/", ""); !strings.Contains(r.body, `"allow_notes":true`) || r.field(t, "name") != "Renamed" {
		t.Error(r.body)
	}
	id := b.attempt(exam, "u1")
	path := "/api/v1/exam/" + exam + "/attempt/" + id + "/"
	for _, status := range []string{"started", "submitted", "error"} {
		if r := b.rest("PATCH", path, fmt.Sprintf(`{"status":%q}`, status)); r.status != http.StatusOK || r.field(t, "status") != status {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := b.rest("GET", path, ""); r.field(t, "status") != status || !strings.Contains(r.body, "instructions") {
			t.Error(r.body)
		}
	}
	if r := b.rest("DELETE", path, ""); r.field(t, "status") != "deleted" {
		t.Error(r.body)
	}
	if r := b.rest("DELETE", path, ""); r.status != http.StatusNotFound {
		t.Error(r.body)
	}
	b.attempt(exam, "u2")
	for i, want := range []string{"true", "false"} {
		if r := b.rest("DELETE", "/api/v1/user/u2/", ""); strings.TrimSpace(r.body) != want {
			t.Errorf("%d: %s", i, r.body)
		}
	}
	if n := len(b.svc.Attempts()); n != 0 {
		t.Errorf("%d attempts are left", n)
	}
}

func TestRESTBadInput(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	exam := b.exam("c", false)
	id := b.attempt(exam, "u1")
	other := b.exam("c", false)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/api/v1/exam/", "{", 400}, {"POST", "/api/v1/exam/", `{"name":"x"}`, 400}, {"POST", "/api/v1/exam/", `{"course_id":5}`, 400},
		{"POST", "/api/v1/exam/none/", `{"course_id":"c"}`, 404}, {"GET", "/api/v1/exam/none/", "", 404},
		{"POST", "/api/v1/exam/none/attempt/", `{"user_id":"u"}`, 404}, {"POST", "/api/v1/exam/" + exam + "/attempt/", `{}`, 400},
		{"POST", "/api/v1/exam/" + exam + "/attempt/", `{"user_id":7}`, 400}, {"POST", "/api/v1/exam/" + exam + "/attempt/", `[]`, 400},
		{"PATCH", "/api/v1/exam/" + exam + "/attempt/" + id + "/", `{"status":"verified"}`, 400},
		{"POST", "/api/v1/exam/" + exam + "/attempt/", `{"user_id":"` + strings.Repeat("a", 256) + `"}`, 400},
		{"POST", "/api/v1/exam/", `{"course_id":"` + strings.Repeat("a", 256) + `"}`, 400},
		{"POST", "/api/v1/exam/", `{"course_id":"c","rules":{"` + strings.Repeat("a", 20_000) + `":1}}`, 400},
		{"PATCH", "/api/v1/exam/" + exam + "/attempt/none/", `{"status":"started"}`, 404},
		{"PATCH", "/api/v1/exam/" + other + "/attempt/" + id + "/", `{"status":"started"}`, 404},
		{"POST", "/api/v1/exam/", strings.Repeat("x", simulator.MaxBody+1), 413},
		{"GET", "/api/v1/courses/c/other", "", 404}, {"GET", "/api/v2/config/", "", 404}, {"PUT", "/api/v1/config/", "", 404},
	} {
		r := b.rest(c.method, c.path, c.body)
		if r.status != c.status || !json.Valid([]byte(r.body)) {
			t.Errorf("%s %s %.20s: %d %s", c.method, c.path, c.body, r.status, r.body)
		}
	}
	if r := b.do("POST", "/api/v1/exam/", `{"course_id":"c"}`, "Authorization", "JWT "+b.token(), "Content-Type", "text/plain"); r.status != http.StatusUnsupportedMediaType {
		t.Errorf("%d %s", r.status, r.body)
	}
	// PSI's attempts do not exist in the REST protocol.
	locator := b.register("CODE-1")
	if r := b.rest("GET", "/api/v1/exam/7/attempt/"+locator+"/", ""); r.status != http.StatusNotFound {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestOnboarding(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	exam, practice := b.exam("c", false), b.exam("c", true)
	if r := b.control("POST", "/control/onboarding", `{"refusal":"onboarding_missing"}`); r.status != http.StatusOK {
		t.Fatal(r.body)
	}
	post := func(exam, user string) reply {
		return b.rest("POST", "/api/v1/exam/"+exam+"/attempt/", fmt.Sprintf(`{"user_id":%q}`, user))
	}
	if r := post(exam, "u1"); r.status != http.StatusOK || r.field(t, "status") != "onboarding_missing" || r.field(t, "id") != "" {
		t.Error(r.body)
	}
	if r := post(practice, "u1"); r.field(t, "id") == "" {
		t.Errorf("the onboarding exam itself is refused: %s", r.body)
	}
	b.control("POST", "/control/onboarding", `{"user_id":"u2","refusal":"onboarding_expired"}`)
	b.control("POST", "/control/onboarding", `{"refusal":""}`)
	if r := post(exam, "u2"); r.field(t, "status") != "onboarding_expired" {
		t.Error(r.body)
	}
	if r := post(exam, "u1"); r.field(t, "id") == "" {
		t.Error(r.body)
	}
	for _, bad := range []string{`{"user_id":"` + strings.Repeat("a", 256) + `","status":"expired"}`, `{"refusal":"x"}`, `{"user_id":"u","status":"x"}`, `{"status":"expired"}`, `[]`, ``} {
		if r := b.control("POST", "/control/onboarding", bad); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", bad, r.status, r.body)
		}
	}
}

func TestOnboardingStatuses(t *testing.T) {
	t.Parallel()
	for _, course := range []string{"course-v1:edX+Demo+2026", "edX/Demo/2026"} {
		b := start(t, nil)
		exam := b.exam(course, true)
		for i := range 5 {
			user := fmt.Sprint("u", i)
			id := b.attempt(exam, user)
			if i < 2 {
				b.rest("PATCH", "/api/v1/exam/"+exam+"/attempt/"+id+"/", `{"status":"submitted"}`)
			}
		}
		b.control("POST", "/control/onboarding", `{"user_id":"u4","status":"rejected"}`)
		plain, encoded := "/api/v1/courses/"+course+"/onboarding_statuses", "/api/v1/courses/"+url.QueryEscape(course)+"/onboarding_statuses"
		for _, path := range []string{plain, encoded} {
			if r := b.rest("GET", path+"?user_id=u0", ""); r.field(t, "status") != "pending" || r.field(t, "user_id") != "u0" {
				t.Errorf("%s: %d %s", path, r.status, r.body)
			}
			if r := b.rest("GET", path+"?user_id=nobody", ""); r.field(t, "status") != "no-profile" {
				t.Errorf("%s: %d %s", path, r.status, r.body)
			}
			for query, want := range map[string]string{
				"":                                `5 1 <nil> <nil> u0 u1 u2 u3 u4`,
				"?status=":                        `5 1 <nil> <nil> u0 u1 u2 u3 u4`,
				"?status=pending,rejected":        `3 1 <nil> <nil> u0 u1 u4`,
				"?status=expired":                 `0 1 <nil> <nil>`,
				"?page=2&page_size=2":             `5 3 3 1 u2 u3`,
				"?page=3&page_size=2":             `5 3 <nil> 2 u4`,
				"?status=no-profile&page_size=1":  `2 2 2 <nil> u2`,
				"?page=1&page_size=5&status=none": `0 1 <nil> <nil>`,
			} {
				r := b.rest("GET", path+query, "")
				if got := listed(t, r); got != want {
					t.Errorf("%s: %s, want %s", query, got, want)
				}
			}
		}
		for _, query := range []string{"?page=0", "?page=x", "?page_size=-1", "?page_size=100000"} {
			if r := b.rest("GET", plain+query, ""); r.status != http.StatusBadRequest {
				t.Errorf("%s: %d", query, r.status)
			}
		}
		if r := b.rest("GET", plain+"?page=9", ""); r.status != http.StatusNotFound {
			t.Errorf("%d", r.status)
		}
	}
}

func listed(t *testing.T, r reply) string {
	t.Helper()
	var v struct {
		Results []struct {
			UserID string `json:"user_id"`
		}
		Count, Num     int
		NumPages       int `json:"num_pages"`
		Next, Previous any
	}
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
	out := fmt.Sprint(v.Count, v.NumPages, v.Next, v.Previous)
	for _, p := range v.Results {
		out += " " + p.UserID
	}
	return out
}

func TestInstructor(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	link := func(client, secret string, claims jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		return "/api/v1/instructor/" + client + "/?jwt=" + text
	}
	claims := func(change func(jwt.MapClaims)) jwt.MapClaims {
		c := jwt.MapClaims{"course_id": "course-v1:edX+Demo+2026", "iss": testClientID, "jti": "1", "exp": float64(testNow().Unix()) + 60.5,
			"user": map[string]any{"id": 5, "full_name": `<script>alert("x")</script>`, "email": "ana@example.com"}}
		if change != nil {
			change(c)
		}
		return c
	}
	r := b.do("GET", link(testClientID, testClient, claims(nil)), "")
	if r.status != http.StatusOK || !strings.Contains(r.body, "ana@example.com") || strings.Contains(r.body, "<script") || !strings.Contains(r.body, "&lt;script&gt;") {
		t.Errorf("%d %s", r.status, r.body)
	}
	for name, path := range map[string]string{
		"another secret": link(testClientID, "x", claims(nil)),
		"another client": link("x", testClient, claims(nil)),
		"another issuer": link(testClientID, testClient, claims(func(c jwt.MapClaims) { c["iss"] = "x" })),
		"expired":        link(testClientID, testClient, claims(func(c jwt.MapClaims) { c["exp"] = testNow().Unix() - 1 })),
		"for ever":       link(testClientID, testClient, claims(func(c jwt.MapClaims) { delete(c, "exp") })),
		"no token":       "/api/v1/instructor/" + testClientID + "/",
	} {
		if r := b.do("GET", path, ""); r.status != http.StatusUnauthorized || strings.Contains(r.body, "ana@example.com") {
			t.Errorf("%s: %d", name, r.status)
		}
	}
}
