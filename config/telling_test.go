package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/store/sample"
)

func configOf(t *testing.T, text string) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "examdesk.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(t.Context(), path, "")
}

// What is configured of a service goes before what ships; the shipped ones stay.
func TestBackendsFromConfig(t *testing.T) {
	t.Parallel()
	c, err := configOf(t, `
PROCTORING_SETTINGS: {DESKTOP_APPLICATION_PING_INTERVAL_SECONDS: 45}
PROCTORING_BACKENDS:
  DEFAULT: proctorco
  proctorco: {verbose_name: ProctorCo, passing_statuses: [Clean, Rules Violation], supports_onboarding: false, has_dashboard: false, ping_interval: 20,
    tech_support_email: t@example.com, tech_support_phone: '123', learner_notification_from_email: n@example.com,
    help_center_article_url: 'https://help.example.com', integration_specific_email: i@example.com}
  software_secure: {supports_onboarding: true}
  other: {}
`)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Offered()
	if err != nil || b.Default != "proctorco" {
		t.Fatalf("%+v, %v", b, err)
	}
	want := model.Backend{
		Name: "proctorco", VerboseName: "ProctorCo", Passing: []model.ReviewStatus{model.ReviewClean, model.ReviewRulesViolation}, PingIntervalSeconds: 20,
		TechSupportEmail: "t@example.com", TechSupportPhone: "123", NotificationFromEmail: "n@example.com", HelpCenterArticleURL: "https://help.example.com",
		IntegrationSpecificEmail: "i@example.com", SendsReviews: true,
	}
	if got := b.ByName["proctorco"]; fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v", got)
	}
	if psi := b.ByName["software_secure"]; psi.VerboseName != "RPNow" || !psi.SupportsOnboarding || len(psi.Passing) != 2 || psi.PingIntervalSeconds != 45 {
		t.Errorf("%+v", psi)
	}
	if other := b.ByName["other"]; other.VerboseName != "Unknown" || !other.HasDashboard || !slices.Equal(other.Passing, []model.ReviewStatus{model.ReviewClean}) {
		t.Errorf("%+v", other)
	}
	if null := b.ByName["null"]; null.VerboseName != "Null Backend" {
		t.Errorf("%+v", null)
	}
}

func TestBackendsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"PROCTORING_BACKENDS: {proctorco: {passing_statuses: [Clean, Cleen]}}",
		"PROCTORING_BACKENDS: {proctorco: {passing_statuses: Clean}}",
		"PROCTORING_BACKENDS: {proctorco: {ping_interval: -1}}",
		"PROCTORING_BACKENDS: {proctorco: [1]}",
		"PROCTORING_SETTINGS: {SOFTWARE_SECURE_CLIENT_TIMEOUT: 1000}",
	} {
		if _, err := configOf(t, text); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"SITE_NAME: lms.example.com":                                                        "https://lms.example.com",
		"{SITE_NAME: lms.example.com, HTTPS: 'off'}":                                        "http://lms.example.com",
		"{SITE_NAME: lms.example.com, HTTPS: on}":                                           "https://lms.example.com",
		"{SITE_NAME: lms.example.com, PROCTORING_SETTINGS: {SITE_NAME: other.example.com}}": "https://lms.example.com",
		"PROCTORING_SETTINGS: {SITE_NAME: other.example.com}":                               "https://other.example.com",
		"{}": "",
	} {
		c, err := configOf(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if s := c.SiteOf(); s.LMSHost != want || s.APIRoot != "/api" {
			t.Errorf("%s: %+v", text, s)
		}
	}
	c, err := configOf(t, `{PLATFORM_NAME: P, CONTACT_EMAIL: p@example.com, LEARNING_MICROFRONTEND_URL: 'https://mfe.example.com', PROCTORING_USER_OBFUSCATION_KEY: not-a-real-key,
		PROCTORING_SETTINGS: {PLATFORM_NAME: Q, CONTACT_EMAIL: q@example.com, LINK_URLS: {faq: 'https://faq.example.com'}}}`)
	if err != nil {
		t.Fatal(err)
	}
	if s := c.SiteOf(); s.PlatformName != "Q" || s.ContactEmail != "q@example.com" || s.LearningMFE != "https://mfe.example.com" || len(s.LinkURLs) != 1 || s.LinkURLs[0].URL == "" {
		t.Errorf("%+v", s)
	}
	for backend, want := range map[string]string{"proctorco": "not-a-real-key", "software_secure": "", "null": ""} {
		if key, err := c.ObfuscationSecret(t.Context(), backend); err != nil || key.Reveal() != want {
			t.Errorf("%s: the wrong key, %v", backend, err)
		}
	}
}

// No secret is looked for until a service is told something: opening the place of
// secrets may take half a second, or wait for a person.
func TestSecretsAreLazy(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // the passphrase command is a shell script
	}
	v := newFakeVendor(t)
	dir := t.TempDir()
	asked := filepath.Join(dir, "asked")
	text := strings.NewReplacer("not-a-real-key", "keyring:key", "not-a-real-secret", "keyring:secret").Replace(v.settings())
	c, err := configOf(t, strings.Replace(text, "{", "{secrets: {store: file, file: '"+filepath.Join(dir, "secrets.age")+"', passphrase_command: [touch, '"+asked+"']}, ", 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.VaultOptions().File, []byte("age-encryption.org/v1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, o := openedOn(t, c, nil)
	if _, err := o.Store.FindAttempts(t.Context(), model.AttemptQuery{Limit: 1}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(asked); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the passphrase was asked for by a list: %v", err)
	}
	if err := live(t, o); err == nil {
		t.Error("an attempt was made without the key")
	}
	if _, err := os.Stat(asked); err != nil {
		t.Errorf("the passphrase was not asked for: %v", err)
	}
}

// fakeVendor is a REST service that takes everything and notes what it got.
type fakeVendor struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func newFakeVendor(t *testing.T) *fakeVendor {
	t.Helper()
	v := &fakeVendor{}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.mu.Lock()
		defer v.mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		v.seen = append(v.seen, r.Method+" "+r.URL.Path)
		if r.Method == http.MethodPatch {
			v.seen[len(v.seen)-1] += " " + string(body)
		}
		switch {
		case r.URL.Path == "/oauth2/access_token":
			_, _ = io.WriteString(w, `{"access_token": "t", "expires_in": 3600}`)
		case strings.HasSuffix(r.URL.Path, "/attempt/"):
			_, _ = io.WriteString(w, `{"id": "at"}`)
		case r.Method == http.MethodPost:
			_, _ = io.WriteString(w, `{"id": "ex"}`)
		default:
			_, _ = io.WriteString(w, `{"status": "deleted"}`)
		}
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *fakeVendor) got() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.seen)
}

func (v *fakeVendor) settings() string {
	return `{SITE_NAME: lms.example.com, PROCTORING_USER_OBFUSCATION_KEY: not-a-real-key, PROCTORING_BACKENDS: {DEFAULT: proctorco, proctorco:
		{base_url: '` + v.URL + `', client_id: i, client_secret: not-a-real-secret, allow_private_addresses: true}}}`
}

// openedOn opens a small store of its own with a configuration.
func openedOn(t *testing.T, c Config, change func(*Target)) (Env, *Opened) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	now := func() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: 50, Seed: 1, Now: now()}, func(int64, int64, string) {}); err != nil {
		t.Fatal(err)
	}
	e, tg := Env{Clock: now, Version: "test"}, Target{Path: path, Configured: true}
	if change != nil {
		change(&tg)
	}
	o, err := e.Open(t.Context(), c, tg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return e, o
}

// live makes an exam and an attempt at it, starts and removes the attempt.
func live(t *testing.T, o *Opened) error {
	t.Helper()
	return liveThrough(t, o, func() {})
}

// liveThrough does the same and calls f while the attempt runs.
func liveThrough(t *testing.T, o *Opened, f func()) error {
	t.Helper()
	e := o.whole.EdxProctoring()
	exam, _, err := e.CreateExam(t.Context(), model.Exam{CourseID: "a/b/c", ContentID: "x", Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true})
	if err != nil {
		return err
	}
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err)
	}
	learner := page.Rows[0].Learner.ID
	id, _, err := e.CreateAttempt(t.Context(), exam, learner, true)
	if err != nil {
		return err
	}
	if _, _, err := e.StartAttempt(t.Context(), exam, learner); err != nil {
		return err
	}
	f()
	_, err = e.RemoveAttempt(t.Context(), id, nil)
	return err
}

// The whole way: the configuration's service hears of an exam and its attempt
// at once, and of the rest through the outbox, also without a platform.
func TestServiceIsTold(t *testing.T) {
	t.Parallel()
	v := newFakeVendor(t)
	c, err := configOf(t, v.settings())
	if err != nil {
		t.Fatal(err)
	}
	e, o := openedOn(t, c, nil)
	courier, err := e.Courier(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	deliver := func(n int) {
		t.Helper()
		if r, err := courier.DeliverDue(t.Context()); err != nil || r.Delivered != n || r.Problem != nil {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if err := liveThrough(t, o, func() { deliver(1) }); err != nil {
		t.Fatal(err)
	}
	deliver(0) // the removal was asked for at once
	want := []string{
		"POST /oauth2/access_token", "POST /api/v1/exam/", "POST /api/v1/exam/ex/", "POST /api/v1/exam/ex/attempt/",
		`PATCH /api/v1/exam/ex/attempt/at/ {"status": "started"}`, "DELETE /api/v1/exam/ex/attempt/at/",
	}
	if !slices.Equal(v.got(), want) {
		t.Errorf("the service got\n%s", strings.Join(v.got(), "\n"))
	}
	counts, err := o.Store.CountMessages(t.Context())
	if err != nil || counts[model.MessagePending] != 0 || counts[model.MessageDelivered] != 3 || counts[model.MessageRecorded] == 0 {
		t.Errorf("%v, %v", counts, err)
	}
}

// No service hears of sample data, or of what is only read.
func TestServiceIsNotTold(t *testing.T) {
	t.Parallel()
	v := newFakeVendor(t)
	c, err := configOf(t, v.settings())
	if err != nil {
		t.Fatal(err)
	}
	_, o := openedOn(t, c, func(t *Target) { t.Sample = true })
	if o.service != nil || o.Delivers() {
		t.Error("sample data have services")
	}
	if err := live(t, o); err != nil {
		t.Error(err)
	}
	if _, o = openedOn(t, c, func(t *Target) { t.ReadOnly = true }); o.service != nil {
		t.Error("what is only read has services")
	}
	if len(v.got()) != 0 {
		t.Errorf("the service got %v", v.got())
	}
}

// A service that is complete and cannot be used says why; nothing is made behind
// its back. One that is not complete is not there.
func TestUnusableService(t *testing.T) {
	t.Parallel()
	v := newFakeVendor(t)
	for name, change := range map[string]func(string) string{
		"SITE_NAME": func(s string) string { return strings.Replace(s, "SITE_NAME: lms.example.com, ", "", 1) },
		"PROCTORING_USER_OBFUSCATION_KEY": func(s string) string {
			return strings.Replace(s, "PROCTORING_USER_OBFUSCATION_KEY: not-a-real-key, ", "", 1)
		},
		"/nonexistent/key":    func(s string) string { return strings.Replace(s, "not-a-real-key", "file:/nonexistent/key", 1) },
		"/nonexistent/secret": func(s string) string { return strings.Replace(s, "not-a-real-secret", "file:/nonexistent/secret", 1) },
		"https://HOST":        func(s string) string { return strings.Replace(s, v.URL, "nowhere", 1) },
	} {
		c, err := configOf(t, change(v.settings()))
		if err != nil {
			t.Fatal(err)
		}
		_, o := openedOn(t, c, nil)
		if err := live(t, o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if o.service("proctorco") == nil || o.service("elsewhere") != nil {
			t.Errorf("%s: the wrong services are there", name)
		}
	}
	c, err := configOf(t, "PROCTORING_BACKENDS: {software_secure: {video_review_aes_key: 000102030405060708090a0b0c0d0e0f}, test: {}, mock: {}, 'null': {}}")
	if err != nil {
		t.Fatal(err)
	}
	_, o := openedOn(t, c, nil)
	if o.service("software_secure") != nil || o.service("test") != nil || o.service("mock") == nil || o.service("null") == nil || o.Delivers() {
		t.Error("the wrong services are there")
	}
	if o.direct("mock") != nil {
		t.Error("the mock service is told directly what is the platform's")
	}
	if len(v.got()) != 0 {
		t.Errorf("the service got %v", v.got())
	}
}

// Sample data never reach a platform, whatever the configuration says.
func TestSampleDataStay(t *testing.T) {
	t.Parallel()
	c := Config{Platform: Platform{Webhook: &Webhook{URL: "https://lms.example.com/hook", Secret: "env:X"}}}
	if c.Attached(Target{Sample: true}) || !c.Attached(Target{}) || (Config{}).Attached(Target{}) {
		t.Error("the wrong stores are attached")
	}
}
