package apiv1

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	const v1 = "/api/edx_proctoring/v1/"
	cases := map[string]struct {
		name string
		args map[string]string
	}{
		v1 + "proctored_exam/exam/exam_id/7":                                                 {"proctored_exam.exam_by_id", map[string]string{"exam_id": "7"}},
		"/edx_proctoring/v1/proctored_exam/exam":                                             {"proctored_exam.exam", nil},
		v1 + "proctored_exam/exam/course_id/course-v1:A+B+C":                                 {"proctored_exam.exams_by_course_id", map[string]string{"course_id": "course-v1:A+B+C"}},
		v1 + "proctored_exam/exam/course_id/A/B/C":                                           {"proctored_exam.exams_by_course_id", map[string]string{"course_id": "A/B/C"}},
		v1 + "proctored_exam/attempt/grouped/course_id/A/B/Ć":                                {"proctored_exam.attempts.grouped.course", map[string]string{"course_id": "A/B/Ć"}},
		v1 + "proctored_exam/attempt/grouped/course_id/A/B/C/search/李":                       {"proctored_exam.attempts.grouped.search", map[string]string{"course_id": "A/B/C", "search_by": "李"}},
		v1 + "retire_user/5/":                                                                {"user_retirement_api", map[string]string{"user_id": "5"}},
		"/api/edx_proctoring/proctoring_review_callback/":                                    {"anonymous.proctoring_review_callback", nil},
		v1 + "proctored_exam/exam/exam_id/seven":                                             {"", nil},
		v1 + "proctored_exam/exam/course_id/course-v1:A+B":                                   {"", nil},
		"/api/api/edx_proctoring/v1/proctored_exam/exam":                                     {"", nil},
		v1 + "proctored_exam/exam/exam_id/" + strings.Repeat("9", 400) + "/../../etc/passwd": {"", nil},
	}
	for path, want := range cases {
		found, args, _ := resolve(path)
		if found.name != want.name {
			t.Errorf("%s: %q, not %q", path, found.name, want.name)
		}
		for name, value := range want.args {
			if args[name] != value {
				t.Errorf("%s: %s is %q, not %q", path, name, args[name], value)
			}
		}
	}
}

func TestRedirectStaysHere(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/edx_proctoring/v1/retire_user/5": "/edx_proctoring/v1/retire_user/5/", "//evil.example/x?a=b": "/evil.example/x/?a=b"} {
		r := &http.Request{URL: httptest.NewRequestWithContext(t.Context(), "GET", "http://here"+path, nil).URL}
		if got := redirectSlash(r); got != want {
			t.Errorf("%s: %s, not %s", path, got, want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query  string
		accept []string
		want   form
		status int
	}{
		{"", nil, asJSON, 0},
		{"", []string{"*/*"}, asJSON, 0},
		{"", []string{"application/json; charset=utf-8"}, asJSON, 0},
		{"", []string{"text/html,application/xhtml+xml,*/*;q=0.8"}, asPage, 0},
		{"", []string{"text/html", "application/json"}, asJSON, 0},
		{"", []string{"application/xml"}, asJSON, http.StatusNotAcceptable},
		{"", []string{""}, asJSON, http.StatusNotAcceptable},
		{"?format=json", nil, asJSON, 0},
		{"?format=xml", nil, asJSON, http.StatusNotFound},
	}
	for _, c := range cases {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/"+c.query, nil)
		if c.accept != nil {
			r.Header["Accept"] = c.accept
		}
		got, err := negotiate(r)
		status := 0
		if err != nil {
			status = failure(err).status
		}
		if got != c.want || status != c.status {
			t.Errorf("%q %q: %v, %d", c.query, c.accept, got, status)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	const line = "multipart/form-data; boundary=x"
	part := func(head, value string) string {
		return "--x\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n--x--\r\n"
	}
	cases := []struct {
		kind, body string
		want       any // the value of a
		status     int
	}{
		{"application/json", `{"a": "b"}`, "b", 0},
		{"application/json; charset=UTF-8", `{"a": null}`, nil, 0},
		{"application/json; charset=latin-1", `{"a": "b"}`, nil, 400},
		{"application/json", `{"a": "b"} {}`, nil, 400},
		{"application/json", `{"a": `, nil, 400},
		{"application/json", "{\"a\": \"\xff\"}", nil, 400},
		{"application/json", `[1]`, nil, 400},
		{"application/json", ``, nil, 0},
		{"application/x-www-form-urlencoded", `a=x&a=b`, "b", 0},
		{"application/x-www-form-urlencoded", `a=%zz`, nil, 400},
		{line, part(`name="a"`, "b"), "b", 0},
		{line, part(`name="a"; filename="f"`, "b"), nil, 0},
		{line, "--x\r\nbroken", nil, 400},
		{"multipart/form-data", part(`name="a"`, "b"), nil, 400},
		{"text/plain", "a", nil, 415},
		{"", "a", nil, 415},
	}
	for _, c := range cases {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		fields, err := (&call{r: r}).fields()
		status := 0
		if err != nil {
			status = failure(err).status
		}
		if fields["a"] != c.want || status != c.status {
			t.Errorf("%s %q: %v, %d, not %v, %d", c.kind, c.body, fields, status, c.want, c.status)
		}
	}
}

func TestFailure(t *testing.T) {
	t.Parallel()
	cases := []struct {
		err    error
		status int
	}{
		{model.Errorf(model.CodeInvalid, "x"), 400},
		{model.Errorf(model.CodeNotFound, "x"), 400},
		{model.Errorf(model.CodeConflict, "x"), 400},
		{model.Errorf(model.CodeDenied, "x"), 403},
		{model.Errorf(model.CodeReadOnly, "x"), 503},
		{model.Errorf(model.CodeUnavailable, "x"), 503},
		{model.Wrap(model.NewVendorError(429, nil), model.CodeUnavailable, "x"), 429},
		{model.Wrap(model.NewVendorError(302, nil), model.CodeUnavailable, "x"), 502},
		{errors.New("disk"), 503},
		{fail(http.StatusTeapot, nil), http.StatusTeapot},
	}
	for _, c := range cases {
		if got := failure(c.err); got.status != c.status {
			t.Errorf("%v: %d, not %d", c.err, got.status, c.status)
		}
	}
	if got := string(encode(failure(errors.New("/srv/secret.db")).body)); strings.Contains(got, "secret") {
		t.Errorf("%s", got)
	}
}

// What could not be carried out is in the log, with its cause and the route's pattern,
// and without the names that the path and the sentence have.
func TestFailuresAreLogged(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errors.New("disk I/O error"),
		model.Wrap(errors.New("disk I/O error"), model.CodeUnavailable, "The user %s cannot be read.", "mei_zhang"),
	} {
		var log bytes.Buffer
		a := New(Config{Log: slog.New(slog.NewJSONHandler(&log, nil)), SignIn: func(*http.Request) (model.Actor, error) { return model.Actor{}, err }})
		w := httptest.NewRecorder()
		w.Header().Set("X-Request-ID", "one")
		a.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/edx_proctoring/v1/user_onboarding/status/course_id/Mei/Zhang/X?q=mei_zhang", nil))
		said := log.String()
		if w.Code != 503 || strings.Contains(strings.ToLower(said), "zhang") || !strings.Contains(said, "disk I/O error") ||
			!strings.Contains(said, `"one"`) || !strings.Contains(said, "{course_id}") {
			t.Errorf("%d %s", w.Code, said)
		}
	}
}

// Who is not signed in learns nothing, not even which methods a route has.
func TestMethods(t *testing.T) {
	t.Parallel()
	signedIn := false
	a := New(Config{For: func(model.Actor) model.ProctoringAPI { return nil }, SignIn: func(*http.Request) (model.Actor, error) {
		if !signedIn {
			return model.Actor{}, model.Errorf(model.CodeDenied, "Nobody is signed in.")
		}
		return model.Actor{}, nil
	}})
	ask := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		return w
	}
	for _, e := range Routes() {
		if len(e.Methods) == 0 || e.Name == "" || !slices.Contains(Names(), e.Name) {
			t.Errorf("%+v", e)
		}
	}
	const path = "/edx_proctoring/v1/proctored_exam/bulk_allowance"
	if w := ask("PATCH", path); w.Code != 403 {
		t.Errorf("nobody: %d", w.Code)
	}
	signedIn = true
	if w := ask("PATCH", path); w.Code != 405 || w.Header().Get("Allow") != "PUT, OPTIONS" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := ask("POST", "/edx_proctoring/proctoring_launch_callback/start_exam/c0de"); w.Code != 403 {
		t.Errorf("a button of somebody else's page: %d", w.Code)
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for s, want := range map[any]int64{" 12 ": 12, "१२": 12, "١٢": 12, "-3": -3, true: 1, nil: 0} {
		if n, err := number("n", s); err != nil || n != want {
			t.Errorf("%v: %d %v", s, n, err)
		}
	}
	for _, s := range []any{"", "1.5", "9223372036854775808", "x", []any{}} {
		if n, err := number("n", s); err == nil {
			t.Errorf("%v: %d", s, n)
		}
	}
}
