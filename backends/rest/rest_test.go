package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/backends/payload"
	"examdesk/backends/rest/oauth"
	"examdesk/model"
)

const testSecret = "not-a-real-client-secret-only-for-tests"

// reply is what the vendor answers once.
type reply struct {
	status int
	body   string
	kind   string // application/json if empty
}

// vendor is a REST service that answers from a list, the last reply for ever.
type vendor struct {
	t       *testing.T
	mu      sync.Mutex
	replies []reply
	// seen are method, escaped path, query and body of each request but those
	// for tokens; got reads them.
	seen   []string
	header []http.Header
	grants int
	// handle answers instead, if there is such.
	handle http.HandlerFunc
	server *httptest.Server
	pauses []time.Duration
	log    strings.Builder
}

func newVendor(t *testing.T, replies ...reply) *vendor {
	t.Helper()
	v := &vendor{t: t, replies: replies}
	v.server = httptest.NewServer(http.HandlerFunc(v.serve))
	// On a connection that turns out to be closed Go itself sends once more what
	// can be repeated.
	v.server.Config.SetKeepAlivesEnabled(false)
	t.Cleanup(v.server.Close)
	return v
}

// got is what the vendor got by now.
type got struct {
	seen   []string
	header []http.Header
	grants int
}

func (v *vendor) got() got {
	v.mu.Lock()
	defer v.mu.Unlock()
	return got{slices.Clone(v.seen), slices.Clone(v.header), v.grants}
}

func (v *vendor) serve(w http.ResponseWriter, r *http.Request) {
	if v.handle != nil {
		v.handle(w, r)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path == "/oauth2/access_token" {
		v.grants++
		_, _ = fmt.Fprintf(w, `{"access_token": "token-%d", "expires_in": 3600, "token_type": "JWT"}`, v.grants)
		return
	}
	v.seen = append(v.seen, strings.TrimRight(strings.Join([]string{r.Method, r.RequestURI, string(body)}, " "), " "))
	v.header = append(v.header, r.Header.Clone())
	next := v.replies[0]
	if len(v.replies) > 1 {
		v.replies = v.replies[1:]
	}
	if next.kind != "" {
		w.Header().Set("Content-Type", next.kind)
	}
	if next.status == http.StatusFound {
		w.Header().Set("Location", "/elsewhere")
	}
	if next.status == 0 { // no answer at all
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(next.status)
	_, _ = io.WriteString(w, next.body)
}

func (v *vendor) service(change func(*Config)) *Service {
	v.t.Helper()
	c := Config{
		Name: "proctorco", BaseURL: v.server.URL, ClientID: "client/1", ClientSecret: model.NewSecret(testSecret), AllowPrivate: true,
		UserAgent: "examdesk/test", Log: slog.New(slog.NewTextHandler(&v.log, nil)),
		Jitter: func() float64 { return 1 },
		Pause: func(_ context.Context, d time.Duration) error {
			v.pauses = append(v.pauses, d)
			return nil
		},
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		v.t.Fatal(err)
	}
	return s
}

func due() *time.Time {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	return &at
}

func exam() model.Exam {
	return model.Exam{ID: 7, CourseID: "course-v1:edX+Demo+2026", ContentID: "block@x", ExternalID: "ex/../1", Name: "Midterm é", TimeLimitMins: 90,
		IsProctored: true, IsActive: true, DueDate: due(), Backend: "proctorco"}
}

func registering() model.Registration {
	return model.Registration{LMSHost: "https://lms.example.com", TimeLimitMins: 90, AttemptCode: "CODE", UserID: "abc", FullName: new("Jo Doe"),
		ReviewPolicy: new("open book"), ReviewPolicyException: "may stand up"}
}

// Each operation: what is sent, byte for byte, and what is made of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	attempt := model.Attempt{ExternalID: "a1"}
	rules, err := payload.Parse([]byte(`{"allow_grok": true}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		reply []reply
		do    func(context.Context, *Service) (any, error)
		sent  string
		want  string // as JSON
	}{
		{"config", []reply{{200, `{"rules": {}, "name": "P"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return s.Config(ctx) },
			"GET /api/v1/config/", `{"name":"P","rules":{}}`},
		{"exam", []reply{{200, `{"rules": {"a": true}}`, "application/vnd.x+json"}}, func(ctx context.Context, s *Service) (any, error) { return s.Exam(ctx, "..") },
			"GET /api/v1/exam/%2E%2E/", `{"rules":{"a":true}}`},
		{"exam created", []reply{{200, `{"id": 12}`, "text/plain"}}, func(ctx context.Context, s *Service) (any, error) {
			e := exam()
			e.ExternalID, e.DueDate = "", nil
			s.cfg.DefaultRules = rules
			return s.SaveExam(ctx, e, new("be quiet"))
		}, `POST /api/v1/exam/ {"id": 7, "course_id": "course-v1:edX+Demo+2026", "content_id": "block@x", "external_id": null, "exam_name": "Midterm \u00e9", "time_limit_mins": 90, "is_proctored": true, "is_practice_exam": false, "is_active": true, "due_date": null, "hide_after_due": false, "backend": "proctorco", "rule_summary": "be quiet", "rules": {"allow_grok": true}}`,
			`"12"`},
		{"exam updated", []reply{{201, `{"id": "same"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return s.SaveExam(ctx, exam(), nil) },
			`POST /api/v1/exam/ex%2F..%2F1/ {"id": 7, "course_id": "course-v1:edX+Demo+2026", "content_id": "block@x", "external_id": "ex/../1", "exam_name": "Midterm \u00e9", "time_limit_mins": 90, "is_proctored": true, "is_practice_exam": false, "is_active": true, "due_date": "2026-01-02T03:04:05.678901Z", "hide_after_due": false, "backend": "proctorco"}`,
			`"same"`},
		{"attempt created", []reply{{200, `{"id": "new", "status": "created"}`, ""}}, func(ctx context.Context, s *Service) (any, error) {
			return s.RegisterAttempt(ctx, exam(), registering())
		},
			`POST /api/v1/exam/ex%2F..%2F1/attempt/ {"lms_host": "https://lms.example.com", "time_limit_mins": 90, "is_sample_attempt": false, "user_id": "abc", "full_name": "Jo Doe", "email": null, "review_policy": "open book", "review_policy_exception": "may stand up", "status": "created"}`,
			`"new"`},
		{"attempt", []reply{{200, `{"status": "created"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return s.Attempt(ctx, "e", "a?b#c") },
			"GET /api/v1/exam/e/attempt/a%3Fb%23c/", `{"instructions":[],"status":"created"}`},
		{"attempt started", []reply{{200, `{"status": "started"}`, ""}}, func(ctx context.Context, s *Service) (any, error) {
			return nil, s.SetAttemptStatus(ctx, "e", "a", model.Started)
		}, `PATCH /api/v1/exam/e/attempt/a/ {"status": "started"}`, "null"},
		{"attempt without id", []reply{{500, ``, ""}}, func(ctx context.Context, s *Service) (any, error) {
			if err := s.SetAttemptStatus(ctx, "e", "", model.Started); err != nil {
				return nil, err
			}
			return nil, s.RemoveAttempt(ctx, "e", "")
		}, "", "null"},
		{"attempt removed", []reply{{200, `{"status": "deleted"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return nil, s.RemoveAttempt(ctx, "e", "a") },
			"DELETE /api/v1/exam/e/attempt/a/", "null"},
		{"attempt gone already", []reply{{404, ``, "text/html"}}, func(ctx context.Context, s *Service) (any, error) { return nil, s.RemoveAttempt(ctx, "e", "a") },
			"DELETE /api/v1/exam/e/attempt/a/", "null"},
		{"attempt of an exam without id", []reply{{200, `{"status": "submitted"}`, ""}, {200, `{"status": "deleted"}`, ""}}, func(ctx context.Context, s *Service) (any, error) {
			if err := s.SetAttemptStatus(ctx, "", "a", model.Submitted); err != nil {
				return nil, err
			}
			return nil, s.RemoveAttempt(ctx, "", "a")
		}, "PATCH /api/v1/exam/None/attempt/a/ {\"status\": \"submitted\"}\nDELETE /api/v1/exam/None/attempt/a/", "null"},
		{"user retired", []reply{{200, " true\n", ""}}, func(ctx context.Context, s *Service) (any, error) { return nil, s.RetireUser(ctx, "u/1") },
			"DELETE /api/v1/user/u%2F1/", "null"},
		{"profiles", []reply{{200, `{"results": [{"user_id": "u", "status": "pending"}], "next": null}`, ""}},
			func(ctx context.Context, s *Service) (any, error) {
				return s.OnboardingProfiles(ctx, "course-v1:edX+D+1", []string{"pending", "no-profile"})
			}, "GET /api/v1/courses/course-v1:edX+D+1/onboarding_statuses?status=pending%2Cno-profile", `[{"UserID":"u","Status":"pending","Expires":""}]`},
		{"a profile", []reply{{200, `{"user_id": "u", "status": "approved-in-course", "expiration_date": "2027-05-21"}`, ""}},
			func(ctx context.Context, s *Service) (any, error) { return s.OnboardingProfile(ctx, "a/b/c", "u") },
			"GET /api/v1/courses/a%2Fb%2Fc/onboarding_statuses?user_id=u", `{"UserID":"u","Status":"approved-in-course","Expires":"2027-05-21"}`},
		{"profiles, two pages", []reply{{200, `{"results": [{"user_id": "u", "status": "pending"}], "next": 2}`, ""}, {200, `{"results": [{"user_id": "v", "status": "expired"}], "next": null}`, ""}},
			func(ctx context.Context, s *Service) (any, error) { return s.OnboardingProfiles(ctx, "c", nil) },
			"GET /api/v1/courses/c/onboarding_statuses?status=\nGET /api/v1/courses/c/onboarding_statuses?page=2&status=", `[{"UserID":"u","Status":"pending","Expires":""},{"UserID":"v","Status":"expired","Expires":""}]`},
		{"software of the attempt", []reply{{200, `{"download_url": "https://p.example.com/1"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return s.DownloadURL(ctx, exam(), attempt) },
			"GET /api/v1/exam/ex%2F..%2F1/attempt/a1/", `"https://p.example.com/1"`},
		{"software of the service", []reply{{404, `{}`, ""}, {200, `{"download_url": "https://p.example.com/all"}`, ""}}, func(ctx context.Context, s *Service) (any, error) { return s.DownloadURL(ctx, exam(), attempt) },
			"GET /api/v1/exam/ex%2F..%2F1/attempt/a1/\nGET /api/v1/config/", `"https://p.example.com/all"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, c.reply...)
			got, err := c.do(t.Context(), v.service(nil))
			if err != nil {
				t.Fatal(err)
			}
			out, err := json.Marshal(got)
			if err != nil || string(out) != c.want {
				t.Errorf("answer %s, %v; want %s", out, err, c.want)
			}
			if sent := strings.Join(v.got().seen, "\n"); sent != c.sent {
				t.Errorf("sent\n%s\nwant\n%s", sent, c.sent)
			}
			for _, h := range v.got().header {
				if h.Get("Authorization") != "JWT token-1" || h.Get("User-Agent") != "examdesk/test" {
					t.Errorf("headers %v", h)
				}
			}
			if v.log.Len() != 0 {
				t.Error(v.log.String())
			}
		})
	}
}

// Only a 404 means that an attempt is removed (edx-proctoring 6.1.4,
// rest.remove_exam_attempt).
func TestGoneIsNotRemoved(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{410, `{}`, ""})
	err := v.service(nil).RemoveAttempt(t.Context(), "e", "a")
	var refused *model.VendorError
	if !errors.As(err, &refused) || refused.Status != 410 {
		t.Errorf("%v is not the service's refusal", err)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{200, `{}`, ""})
	s := v.service(func(c *Config) { c.Language = "es;en" })
	if _, err := s.Config(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := v.got().header[0]; got.Get("Accept-Language") != "es;en" {
		t.Error(got)
	}
}

// As in the original a / at the end of base_url is one of the path, while that of
// the tokens is found without it (edx-proctoring 5.2.0, rest.config_url;
// edx-rest-api-client 6.2, client.OAuthAPIClient).
func TestSlash(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{200, `{}`, ""})
	s := v.service(func(c *Config) { c.BaseURL += "/" })
	if _, err := s.Config(t.Context()); err != nil || !slices.Equal(v.got().seen, []string{"GET //api/v1/config/"}) || v.got().grants != 1 {
		t.Errorf("%v, %v", v.got().seen, err)
	}
}

// What a check asks is what the service asks, once, and the answer is as it came.
func TestAsk(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{503, `no`, "text/plain"})
	s := v.service(nil)
	for _, token := range []string{"", "x"} {
		a, err := s.AskConfig(t.Context(), oauth.Token{Secret: model.NewSecret(token)})
		if err != nil || a.Status != 503 || string(a.Body) != "no" || a.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%v, %v", a, err)
		}
	}
	if got := v.got(); !slices.Equal(got.seen, []string{"GET /api/v1/config/", "GET /api/v1/config/"}) || got.header[0].Get("Authorization") != "" || got.header[1].Get("Authorization") != "JWT x" {
		t.Errorf("%+v", got)
	}
	a, err := s.AskToken(t.Context())
	if err != nil || a.Status != 200 || v.got().grants != 1 {
		t.Errorf("%v, %v", a, err)
	}
	if token, err := oauth.ReadToken(a.Body); err != nil || token.Header() != "JWT token-1" {
		t.Errorf("%v, %v", token, err)
	}
}

func TestInstructorURL(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{200, `{}`, ""})
	now := time.Unix(1795190400, 0)
	s := v.service(func(c *Config) {
		c.TokenExpiration = 90 * time.Second
		c.Clock = func() time.Time { return now }
	})
	read := func(i Instructor) map[string]any {
		t.Helper()
		link, err := s.InstructorURL(i)
		prefix := v.server.URL + "/api/v1/instructor/client%2F1/?jwt="
		token, ok := strings.CutPrefix(link, prefix)
		if err != nil || !ok {
			t.Fatalf("%s, %v", link, err)
		}
		claims := jwt.MapClaims{}
		if _, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return []byte(testSecret), nil },
			jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return now })); err != nil {
			t.Fatal(err)
		}
		if jti, _ := claims["jti"].(string); len(jti) != 32 || claims["exp"] != float64(now.Unix()+90) {
			t.Errorf("%v", claims)
		}
		delete(claims, "jti")
		delete(claims, "exp")
		return claims
	}
	person := Instructor{CourseID: "c", UserID: "u", FullName: "Jo", Email: "jo@example.com", AttemptExternalID: "a", Configuration: true}
	if got := fmt.Sprint(read(person)); got != "map[course_id:c iss:client/1 user:map[email:jo@example.com full_name:Jo id:u]]" {
		t.Error(got)
	}
	person.ExamExternalID = "e"
	if got := fmt.Sprint(read(person)); got != "map[attempt_id:a config:true course_id:c exam_id:e iss:client/1 user:map[email:jo@example.com full_name:Jo id:u]]" {
		t.Error(got)
	}
	e, of := model.Exam{CourseID: "c", ExternalID: "e"}, model.Instructor{UserID: "u", FullName: "Jo", Email: "jo@example.com", AttemptExternalID: "a", Configuration: true}
	for ofExam, want := range map[bool]Instructor{false: {CourseID: "c", UserID: "u", FullName: "Jo", Email: "jo@example.com"}, true: person} {
		of.OfExam = ofExam
		link, err := s.DashboardURL(t.Context(), e, of)
		_, token, _ := strings.Cut(link, "?jwt=")
		claims := jwt.MapClaims{}
		if _, _, bad := jwt.NewParser().ParseUnverified(token, claims); bad != nil || err != nil {
			t.Fatal(link, bad, err)
		}
		delete(claims, "jti")
		delete(claims, "exp")
		if got, want := fmt.Sprint(claims), fmt.Sprint(read(want)); got != want {
			t.Errorf("of the exam %t: %s, want %s", ofExam, got, want)
		}
	}
	if _, err := v.service(func(c *Config) { c.ClientSecret = model.Secret{} }).InstructorURL(person); err == nil {
		t.Error("a link was signed with nothing")
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "proctorco", "ftp://x", "http://p.example.com", "https://u:p@p.example.com", "https://p.example.com/#x", "https://p.example.com/?a=b", "https://p.example.com?", "https://p.example.com#", "https://", "%"} {
		_, err := New(Config{Name: "proctorco", BaseURL: url})
		if model.CodeOf(err) != model.CodeInvalid || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%q: %v", url, err)
		}
	}
}
