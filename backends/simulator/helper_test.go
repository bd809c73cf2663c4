package simulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

const (
	testSecret   = "synthetic secret of the tests"
	testCrypto   = "synthetic-crypto-key-abc"
	testClient   = "synthetic client secret"
	testControl  = "synthetic control token"
	testLMSPass  = "synthetic secret of the LMS"
	testKeyID    = "TEST-1"
	testClientID = "test-client"
)

func testNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// bench is a service under test.
type bench struct {
	t   *testing.T
	svc *simulator.Service
	url string
	log *safeBuffer
}

// safeBuffer is a log that several may write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func start(t *testing.T, change func(*simulator.Config)) bench {
	t.Helper()
	log := &safeBuffer{}
	c := simulator.Config{
		PSI:          &simulator.PSIKeys{KeyID: testKeyID, SecretKey: model.NewSecret(testSecret), CryptoKey: model.NewSecret(testCrypto)},
		REST:         &simulator.RESTKeys{ClientID: testClientID, ClientSecret: model.NewSecret(testClient)},
		ControlToken: model.NewSecret(testControl), Clock: testNow, Log: slog.New(slog.NewTextHandler(log, nil)),
	}
	if change != nil {
		change(&c)
	}
	svc, err := simulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(svc)
	t.Cleanup(func() {
		svc.Close()
		server.Close()
	})
	return bench{t: t, svc: svc, url: server.URL, log: log}
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

func (b bench) do(method, path, body string, headers ...string) reply {
	b.t.Helper()
	r, err := b.try(method, path, body, headers...)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b bench) try(method, path, body string, headers ...string) (reply, error) {
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	hc := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := hc.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, string(data)}, err
}

// field is a text field of a JSON answer.
func (r reply) field(t *testing.T, name string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		t.Fatalf("%q is not JSON: %v", r.body, err)
	}
	s, _ := m[name].(string)
	return s
}

func registration(code string) psi.Registration {
	email, policy := "ana@example.com", "Notes are allowed"
	return psi.Registration{
		Organization: "example", Sponsor: "Example LMS", CryptoKey: model.NewSecret(testCrypto), ExamID: 7, CourseID: "course-v1:edX+Demo+2026",
		ExamName: "Midterm", AttemptCode: code, TimeLimitMins: 90, FullName: "Ana María Synthetic", SendEmail: true, Email: &email,
		ReviewPolicy: &policy, ExamURL: "https://lms.example.com/api/edx_proctoring/proctoring_launch_callback/start_exam/" + code, Now: testNow(),
	}
}

func regBody(t testing.TB, r psi.Registration) *payload.Object {
	t.Helper()
	o, err := psi.Payload(r)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// signed are the headers of a registration.
func signed(t testing.TB, o *payload.Object, date, keyID, secret string) []string {
	t.Helper()
	header, err := psi.Authorization(keyID, model.NewSecret(secret), psi.Message("POST", psi.ContentType, date, o))
	if err != nil {
		t.Fatal(err)
	}
	return []string{"Content-Type", psi.ContentType, "Date", date, "Authorization", header}
}

func (b bench) register(code string) string {
	b.t.Helper()
	o := regBody(b.t, registration(code))
	r := b.do("POST", simulator.PSIPath, o.Dump(), signed(b.t, o, psi.Date(testNow()), testKeyID, testSecret)...)
	if r.status != http.StatusOK {
		b.t.Fatalf("%d %s", r.status, r.body)
	}
	return r.field(b.t, "ssiRecordLocator")
}

func (b bench) token() string {
	b.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {testClientID}, "client_secret": {testClient}, "token_type": {"jwt"}}
	r := b.do("POST", "/oauth2/access_token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	if r.status != http.StatusOK {
		b.t.Fatalf("%d %s", r.status, r.body)
	}
	return r.field(b.t, "access_token")
}

// rest calls the REST API with a token.
func (b bench) rest(method, path, body string) reply {
	b.t.Helper()
	return b.do(method, path, body, "Authorization", "JWT "+b.token(), "Content-Type", "application/json")
}

// exam saves one, attempt registers one at it.
func (b bench) exam(course string, practice bool) string {
	b.t.Helper()
	body, _ := json.Marshal(map[string]any{"id": 3, "course_id": course, "name": "Final", "is_practice": practice, "is_proctored": true})
	return b.rest("POST", "/api/v1/exam/", string(body)).field(b.t, "id")
}

func (b bench) attempt(exam, user string) string {
	b.t.Helper()
	body, _ := json.Marshal(map[string]any{"user_id": user, "full_name": "Ana Synthetic", "status": "created"})
	return b.rest("POST", "/api/v1/exam/"+exam+"/attempt/", string(body)).field(b.t, "id")
}

// control calls the control interface with its token.
func (b bench) control(method, path, body string) reply {
	b.t.Helper()
	return b.do(method, path, body, "Authorization", "Bearer "+testControl)
}
