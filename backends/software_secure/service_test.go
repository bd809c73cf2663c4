package softwaresecure

import (
	"context"
	"crypto/hmac"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/software_secure/psi"
	"examdesk/backends/wire"
	"examdesk/model"
)

const (
	testSecret = "not-a-real-secret-only-for-tests"
	testCrypto = "abcdefgh12345678ijklmnop"
)

func at() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC) }

func service(t *testing.T, url string, change func(*Config)) *Service {
	t.Helper()
	c := Config{
		Name: "software_secure", VerboseName: "RPNow", Endpoint: url, Organization: "edx", Sponsor: "edX LMS", KeyID: "NU-1",
		SecretKey: model.NewSecret(testSecret), CryptoKey: model.NewSecret(testCrypto), SoftwareURL: "https://psi.example.com/rpnow",
		APIRoot: "/api", AllowPrivate: true, UserAgent: "examdesk/test", Clock: at,
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func exam() model.Exam {
	return model.Exam{ID: 7, CourseID: "course-v1:edX+Demo+2026", Name: "Midterm: é", IsProctored: true}
}

func registering() model.Registration {
	return model.Registration{LMSHost: "https://lms.example.com", TimeLimitMins: 90, AttemptCode: "CODE", FullName: new("Jo von Doe"), Email: new("jo@example.com"),
		ReviewPolicy: new("open book"), ReviewPolicyException: "may stand up"}
}

// What PSI gets: the body, the date, and a signature that it can check.
func TestRegister(t *testing.T) {
	t.Parallel()
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
		o, err := payload.Parse(body)
		if err != nil {
			t.Error(err)
			return
		}
		id, signature, err := psi.ParseAuthorization(r.Header.Get("Authorization"))
		want, _ := psi.Sign(model.NewSecret(testSecret), psi.Message(r.Method, r.Header.Get("Content-Type"), r.Header.Get("Date"), o))
		if err != nil || id != "NU-1" || !hmac.Equal([]byte(signature), []byte(want)) {
			t.Errorf("signed %v: %v", r.Header, err)
		}
		if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Date") != psi.Date(at()) || r.URL.RequestURI() != "/register?x=1" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"ssiRecordLocator": "L-1"}`)
	}))
	t.Cleanup(server.Close)
	s := service(t, server.URL+"/register?x=1", func(c *Config) { c.SendEmail = true })
	got, err := s.RegisterAttempt(t.Context(), exam(), registering())
	if err != nil || got != "L-1" {
		t.Fatalf("%q, %v", got, err)
	}
	password, err := psi.ExamPassword(model.NewSecret(testCrypto), "CODE")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"examCode": "CODE", "organization": "edx", "duration": 90, "reviewedExam": true, "reviewerNotes": "open book; may stand up", "examPassword": "` + password +
		`", "examSponsor": "edX LMS", "examName": "Midterm_ e", "ssiProduct": "rp-now", "examUrl": "https://lms.example.com/api/edx_proctoring/proctoring_launch_callback/start_exam/CODE", ` +
		`"orgExtra": {"examStartDate": "Fri, 02 Jan 2026 03:04:05 GMT", "examEndDate": "Fri, 02 Jan 2026 04:34:05 GMT", "noOfStudents": 1, "examID": 7, ` +
		`"courseID": "course-v1:edX+Demo+2026", "firstName": "Jo", "lastName": "von Doe", "email": "jo@example.com"}}`
	if sent != want {
		t.Errorf("sent\n%s, want\n%s", sent, want)
	}
}

// Where the platform says nothing, nothing is made up.
func TestRegistrationDefaults(t *testing.T) {
	t.Parallel()
	c := Config{CryptoKey: model.NewSecret(testCrypto), SendEmail: true, DefaultPolicy: "No phones"}
	o, err := psi.Payload(c.Registration(exam(), model.Registration{AttemptCode: "A", IsSampleAttempt: true}, at()))
	if err != nil {
		t.Fatal(err)
	}
	email, has := o.Object("orgExtra").Get("email")
	reviewed, _ := o.Get("reviewedExam")
	if !has || email != nil || reviewed != false || o.Text("reviewerNotes") != "No phones" {
		t.Error(o.Dump())
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		code   model.Code
	}{
		{400, `{"errors": "no"}`, model.CodeUnavailable},
		{401, ``, model.CodeDenied},
		{403, ``, model.CodeDenied},
		{302, ``, model.CodeUnavailable},
		{202, `{"ssiRecordLocator": "x"}`, model.CodeUnavailable},
		{500, "\x1b[31mboom", model.CodeUnavailable},
		{200, ``, model.CodeUnavailable},
		{200, `<html>`, model.CodeUnavailable},
		{200, `[]`, model.CodeUnavailable},
		{200, `{}`, model.CodeUnavailable},
		{200, `{"ssiRecordLocator": null}`, model.CodeUnavailable},
		{200, `{"ssiRecordLocator": 5}`, model.CodeUnavailable},
		{200, `{"ssiRecordLocator": ""}`, model.CodeUnavailable},
		{200, `{"ssiRecordLocator": "a\u001b[31m"}`, model.CodeUnavailable},
		{200, `{"ssiRecordLocator": "` + strings.Repeat("x", 256) + `"}`, model.CodeUnavailable},
	} {
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		t.Cleanup(server.Close)
		id, err := service(t, server.URL, nil).RegisterAttempt(t.Context(), exam(), registering())
		var vendor *model.VendorError
		if id != "" || !errors.As(err, &vendor) || vendor.Status != c.status || model.CodeOf(err) != c.code || asked.Load() != 1 {
			t.Errorf("%d %.40s: %q, %v, asked %d times", c.status, c.body, id, err, asked.Load())
		}
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("unsafe: %q", err.Error())
		}
	}
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see who hangs up
		asked.Add(1)
		switch r.URL.Path {
		case "/long":
			_, _ = io.WriteString(w, strings.Repeat("x", 10<<20))
		case "/slow":
			<-r.Context().Done()
		default:
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(server.Close)
	do := func(path string, change func(*Config)) error {
		_, err := service(t, server.URL+path, change).RegisterAttempt(t.Context(), exam(), registering())
		return err
	}
	var long *wire.TooLongError
	if err := do("/long", nil); !errors.As(err, &long) {
		t.Error(err)
	}
	if err := do("/slow", func(c *Config) { c.Timeout = 50 * time.Millisecond }); !wire.IsTimeout(err) {
		t.Error(err)
	}
	if err := do("/gone", nil); model.CodeOf(err) != model.CodeUnavailable {
		t.Error(err)
	}
	if asked.Load() != 3 {
		t.Errorf("a registration was sent twice: %d requests", asked.Load())
	}
	if err := do("/", func(c *Config) {
		c.AllowPrivate, c.Endpoint = false, strings.Replace(c.Endpoint, "http:", "https:", 1)
	}); err == nil || !strings.Contains(err.Error(), "private address") {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := service(t, server.URL, nil).RegisterAttempt(gone, exam(), registering()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Config{Name: "software_secure", KeyID: "NU-1", Endpoint: "https://psi.example.com/r", SecretKey: model.NewSecret(testSecret), CryptoKey: model.NewSecret(testCrypto)}
	for name, change := range map[string]func(*Config){
		"address": func(c *Config) { c.Endpoint = "psi" },
		"http":    func(c *Config) { c.Endpoint = "http://psi.example.com" },
		"crypto":  func(c *Config) { c.CryptoKey = model.NewSecret("abcdefghabcdefgh") },
		"secret":  func(c *Config) { c.SecretKey = model.NewSecret("ключ") },
		"key id":  func(c *Config) { c.KeyID = "ключ" },
		"header":  func(c *Config) { c.KeyID = "NU-1\r\nX: y" },
		"nobody":  func(c *Config) { c.KeyID = "" },
	} {
		c := good
		if _, err := New(c); err != nil {
			t.Fatal(err)
		}
		change(&c)
		_, err := New(c)
		if model.CodeOf(err) != model.CodeInvalid || strings.Contains(err.Error(), "abcdefgh") || strings.Contains(err.Error(), "ключ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The rest of the protocol is nothing, as in the original.
func TestTheRest(t *testing.T) {
	t.Parallel()
	s := service(t, "https://psi.example.com", func(c *Config) { c.VideoKey = model.NewSecret("000102030405060708090a0b0c0d0e0f") })
	if id, err := s.SaveExam(t.Context(), exam(), nil); id != "" || err != nil {
		t.Error(id, err)
	}
	if err := s.RemoveAttempt(t.Context(), "e", "a"); err != nil {
		t.Error(err)
	}
	if err := s.RetireUser(t.Context(), "u"); !errors.Is(err, model.ErrKeepsNoLearners) {
		t.Error(err)
	}
	url, err := s.DownloadURL(t.Context(), exam(), model.Attempt{})
	config, configErr := s.Config(t.Context())
	if err != nil || configErr != nil || url != "https://psi.example.com/rpnow" || config["download_url"] != url || config["name"] != "RPNow" || s.Javascript() != "" {
		t.Error(url, config, err, configErr)
	}
	link, err := psi.EncryptVideoURL("https://v.example.com/DirectLink-Generic.aspx", "000102030405060708090a0b0c0d0e0f")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sealed []byte
		want   string
	}{{nil, ""}, {link, "https://v.example.com/DirectLink-HTML5.aspx"}, {[]byte("damaged"), ""}} {
		if got, err := s.DashboardURL(t.Context(), exam(), model.Instructor{OfExam: true, SealedVideo: c.sealed}); err != nil || got != c.want {
			t.Error(got, err)
		}
	}
	if got, err := s.InstructorURL(link); err != nil || got != "https://v.example.com/DirectLink-HTML5.aspx" {
		t.Error(got, err)
	}
}
