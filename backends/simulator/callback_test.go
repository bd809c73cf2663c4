package simulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/backends/rest"
	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// lms is an LMS that remembers what it receives.
type lms struct {
	*httptest.Server
	mu   sync.Mutex
	got  []string
	body []byte
	// status is what it answers, tokens how many it granted.
	status, tokens int
}

func startLMS(t *testing.T) *lms {
	t.Helper()
	l := &lms{status: http.StatusOK}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.URL.Path == "/oauth2/access_token" {
			if r.FormValue("client_secret") != testLMSPass || r.FormValue("client_id") != "lms-client" || r.FormValue("token_type") != "jwt" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			l.tokens++
			_, _ = fmt.Fprintf(w, `{"access_token": "token-%d", "expires_in": 3600}`, l.tokens)
			return
		}
		l.body, _ = io.ReadAll(r.Body)
		l.got = append(l.got, fmt.Sprintf("%s %s %s", r.Method, r.RequestURI, r.Header.Get("Authorization")))
		if l.status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(l.status)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *lms) last(t *testing.T) (request string, body []byte) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.got) == 0 {
		t.Fatal("the LMS was told nothing")
	}
	return l.got[len(l.got)-1], l.body
}

func (l *lms) answers(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

func withLMS(l *lms) func(*simulator.Config) {
	return func(c *simulator.Config) {
		c.LMS = simulator.LMS{URL: l.URL + "/", ClientID: "lms-client", ClientSecret: model.NewSecret(testLMSPass)}
	}
}

func callbackOf(t *testing.T, r reply) (c simulator.Callback) {
	t.Helper()
	if r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPSICallbacks(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, withLMS(l))
	id := b.register("CODE-1")
	l.answers(http.StatusFound)
	if c := callbackOf(t, b.control("POST", "/control/attempts/"+id+"/ready", "")); !c.Accepted() || c.Status != http.StatusFound {
		t.Errorf("%+v", c)
	}
	// The registration named another host; only the LMS that was configured is called.
	if got, _ := l.last(t); got != "GET /api/edx_proctoring/proctoring_launch_callback/start_exam/CODE-1 " {
		t.Error(got)
	}
	l.answers(http.StatusOK)
	review := `{"status":"suspicious","comments":[{"comment":"Look \u0007 here","status":"Suspicious","start":61,"stop":75}],"reviewed_by":"ana@example.com","video_url":"https://v.example.com/1"}`
	if c := callbackOf(t, b.control("POST", "/control/attempts/CODE-1/review", review)); !c.Accepted() {
		t.Errorf("%+v", c)
	}
	got, body := l.last(t)
	if got != "POST /api/edx_proctoring/proctoring_review_callback/ " {
		t.Error(got)
	}
	d, err := psi.ParseReview(body, id, false)
	if err != nil || d.Status != model.StandardSuspicious || d.VideoURL != "https://v.example.com/1" || d.ReviewedBy != "ana@example.com" || len(d.Comments) != 1 ||
		d.Comments[0] != (model.DeliveredComment{Start: 61, Stop: 75, Duration: 14, Text: "Look \a here", Status: "Suspicious"}) {
		t.Errorf("%v %+v", err, d)
	}
	if a, _ := b.svc.Attempt(id); a.Review != "Suspicious" || a.Status != "ready" || len(a.Callbacks) != 2 || a.Callbacks[1].At != testNow() {
		t.Errorf("%+v", a)
	}
}

func TestRESTCallbacks(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, withLMS(l))
	id := b.attempt(b.exam("c", true), "u1")
	callbackOf(t, b.control("POST", "/control/attempts/"+id+"/ready", ""))
	if got, body := l.last(t); got != "POST /api/edx_proctoring/v1/proctored_exam/attempt/"+id+"/ready JWT token-1" || string(body) != `{"status": "ready"}` {
		t.Errorf("%s %s", got, body)
	}
	for words, want := range map[string]model.StandardStatus{
		"clean": "passed", "passed": "passed", "Clean": "passed", "rules_violation": "violation", "Rules Violation": "violation", "violation": "violation",
		"suspicious": "suspicious", "Suspicious": "suspicious", "not_reviewed": "not_reviewed", "Not Reviewed": "not_reviewed",
	} {
		callbackOf(t, b.control("POST", "/control/attempts/"+id+"/review", fmt.Sprintf(`{"status":%q,"comments":[{"comment":"x"}],"video_url":"https://v.example.com"}`, words)))
		got, body := l.last(t)
		d, err := rest.ParseReview(body)
		if err != nil || d.Status != want || d.VideoURL != "https://v.example.com" || len(d.Comments) != 1 || got != "POST /api/edx_proctoring/v1/proctored_exam/attempt/"+id+"/reviewed JWT token-1" {
			t.Errorf("%s: %s %v %+v", words, got, err, d)
		}
	}
	// A token that is refused is not used again.
	l.answers(http.StatusUnauthorized)
	if c := callbackOf(t, b.control("POST", "/control/attempts/"+id+"/ready", "")); c.Accepted() || model.CodeOf(c.Err()) != model.CodeDenied {
		t.Errorf("%+v", c)
	}
	l.answers(http.StatusOK)
	callbackOf(t, b.control("POST", "/control/attempts/"+id+"/ready", ""))
	if got, _ := l.last(t); !strings.HasSuffix(got, "JWT token-2") {
		t.Error(got)
	}
}

// What goes wrong with a callback is kept with the attempt, and said.
func TestCallbackProblems(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, func(c *simulator.Config) {
		withLMS(l)(c)
		c.LMS.ClientSecret = model.NewSecret("another secret")
	})
	id, locator := b.attempt(b.exam("c", false), "u1"), b.register("CODE-1")
	if c := callbackOf(t, b.control("POST", "/control/attempts/"+id+"/ready", "")); c.Accepted() || !strings.Contains(c.Problem, "no token") {
		t.Errorf("%+v", c)
	}
	l.answers(http.StatusFound)
	if c := callbackOf(t, b.control("POST", "/control/attempts/"+locator+"/review", `{"status":"clean"}`)); c.Accepted() || c.Err() == nil {
		t.Errorf("a redirect is not an acceptance of a review: %+v", c)
	}
	if a, _ := b.svc.Attempt(locator); a.Review != "" {
		t.Errorf("%+v", a)
	}
	l.Close()
	if c := callbackOf(t, b.control("POST", "/control/attempts/"+locator+"/ready", "")); c.Status != 0 || !strings.Contains(c.Problem, "cannot be reached") {
		t.Errorf("%+v", c)
	}
	for range 30 {
		b.control("POST", "/control/attempts/"+locator+"/ready", "")
	}
	if a, _ := b.svc.Attempt(locator); len(a.Callbacks) != 20 {
		t.Errorf("%d callbacks are kept", len(a.Callbacks))
	}
	alone := start(t, nil)
	alone.register("CODE-1")
	if c := callbackOf(t, alone.control("POST", "/control/attempts/CODE-1/ready", "")); !strings.Contains(c.Problem, "--lms") {
		t.Errorf("%+v", c)
	}
	for path, body := range map[string]string{
		"/control/attempts/none/ready": "", "/control/attempts/none/review": `{"status":"clean"}`, "/control/attempts/CODE-1/review": `{"status":"good"}`,
		"/control/replay": `{"payload":{}}`,
	} {
		if r := alone.control("POST", path, body); r.status != http.StatusNotFound && r.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, withLMS(l))
	locator, id := b.register("CODE-1"), b.attempt(b.exam("c", false), "u1")
	const recorded = `{"attempt_code":"CODE-1","payload":{"examMetaData":{"examCode":"OLD","ssiRecordLocator":"OLD-1","more":1},"reviewStatus":"Clean","odd":[1.50]}}`
	callbackOf(t, b.control("POST", "/control/replay", recorded))
	if _, body := l.last(t); string(body) != `{"examMetaData": {"examCode": "OLD", "ssiRecordLocator": "OLD-1", "more": 1}, "reviewStatus": "Clean", "odd": [1.5]}` {
		t.Errorf("%s", body)
	}
	callbackOf(t, b.control("POST", "/control/replay", strings.TrimSuffix(recorded, "}")+`,"to":"`+locator+`"}`))
	if _, body := l.last(t); !strings.Contains(string(body), `{"examCode": "CODE-1", "ssiRecordLocator": "`+locator+`", "more": 1}`) {
		t.Errorf("%s", body)
	}
	callbackOf(t, b.control("POST", "/control/replay", `{"external_id":"x","to":"`+id+`","payload":{"status":"passed","comments":[]}}`))
	if got, body := l.last(t); !strings.Contains(got, id+"/reviewed") || string(body) != `{"status": "passed", "comments": []}` {
		t.Errorf("%s %s", got, body)
	}
	for _, bad := range []string{
		strings.TrimSuffix(recorded, "}") + `,"to":"` + id + `"}`, `{"to":"CODE-1","payload":{"status":"passed"}}`,
		`{"to":"CODE-1"}`, `{"to":"CODE-1","payload":[]}`, `{"payload":{"status":"passed"}}`,
	} {
		if r := b.control("POST", "/control/replay", bad); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", bad, r.status, r.body)
		}
	}
}

func TestParseRecorded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"{\n \"external_id\": \"x\",\n \"payload\": {}\n}":                   1,
		`{"payload":{}}` + "\n\n" + `{"payload":{"a":1},"attempt_code":"y"}`: 2,
		"": -1, "{}": -1, "[]": -1, "{": -1, `{"payload":{}}` + "\n{": -1, `{"payload":5}`: -1,
		strings.Repeat(`{"payload":{}}`+"\n", 1001): -1,
	} {
		list, err := simulator.ParseRecorded([]byte(text))
		if err == nil && len(list) != want || err != nil && (want != -1 || model.CodeOf(err) != model.CodeInvalid) {
			t.Errorf("%.40q: %d, %v", text, len(list), err)
		}
	}
}

func FuzzParseRecorded(f *testing.F) {
	for _, s := range []string{`{"payload":{}}`, "{\"payload\":{\"a\":1}}\n{\"external_id\":\"x\",\"payload\":{}}", "{", "\n", `{"payload":{"a":1e999}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := simulator.ParseRecorded(data)
		if err != nil && (list != nil || model.CodeOf(err) != model.CodeInvalid) || err == nil && len(list) == 0 {
			t.Errorf("%d, %v", len(list), err)
		}
	})
}

// timers stand in for time.AfterFunc: nothing happens until fire is called.
type timers struct {
	mu   sync.Mutex
	wait []string
	do   []func()
}

func (m *timers) after(d time.Duration, f func()) func() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wait, m.do = append(m.wait, d.String()), append(m.do, f)
	return func() bool { return false }
}

func (m *timers) fire() []string {
	m.mu.Lock()
	wait, do := m.wait, m.do
	m.wait, m.do = nil, nil
	m.mu.Unlock()
	for _, f := range do {
		f()
	}
	return wait
}

func TestAuto(t *testing.T) {
	t.Parallel()
	l, m := startLMS(t), &timers{}
	auto, err := simulator.ParseAuto("ready=2s, review=5s,outcome=mixed")
	if err != nil {
		t.Fatal(err)
	}
	b := start(t, func(c *simulator.Config) {
		withLMS(l)(c)
		c.Auto, c.AfterFunc = auto, m.after
	})
	b.register("CODE-1")
	b.register("CODE-1") // again: one attempt is made ready once
	if got := m.fire(); fmt.Sprint(got) != "[2s]" {
		t.Error(got)
	}
	if got, _ := l.last(t); !strings.Contains(got, "start_exam/CODE-1") {
		t.Error(got)
	}
	if got := m.fire(); fmt.Sprint(got) != "[5s]" {
		t.Error(got)
	}
	if _, body := l.last(t); !strings.Contains(string(body), `"reviewStatus": "Clean"`) {
		t.Errorf("%s", body)
	}
	exam := b.exam("c", false)
	for i, want := range []string{"passed", "suspicious"} {
		id := b.attempt(exam, fmt.Sprint("u", i))
		if got := m.fire(); fmt.Sprint(got) != "[2s]" {
			t.Error(got)
		}
		if got := m.fire(); len(got) != 0 {
			t.Errorf("a REST attempt was reviewed before it was submitted: %v", got)
		}
		b.rest("PATCH", "/api/v1/exam/"+exam+"/attempt/"+id+"/", `{"status":"submitted"}`)
		if got := m.fire(); fmt.Sprint(got) != "[5s]" {
			t.Error(got)
		}
		if _, body := l.last(t); !strings.Contains(string(body), `"status": "`+want+`"`) {
			t.Errorf("%s", body)
		}
	}
	b.register("CODE-2")
	b.svc.Close()
	l.mu.Lock()
	before := len(l.got)
	l.mu.Unlock()
	m.fire()
	if l.mu.Lock(); len(l.got) != before {
		t.Error("something was sent after the end")
	}
	l.mu.Unlock()
}

func TestParseAuto(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"ready", "ready=x", "later=2s", "outcome=good", "ready=-1s", "review=25h", ","} {
		if a, err := simulator.ParseAuto(bad); model.CodeOf(err) != model.CodeInvalid || err == nil {
			t.Errorf("%s: %+v", bad, a)
		}
	}
	if a, err := simulator.ParseAuto(""); a != nil || err != nil {
		t.Error(a, err)
	}
}
