//go:build e2e

package clients

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/conformance/served"
)

const (
	course     = "course-v1:NordicU+STAT101+2026"
	block      = "block-v1:NordicU+STAT101+2026+type@sequential+block@"
	signingKey = "fake-signing-key-of-the-clients-do-not-use"
	origin     = "https://learning.example.com"
	settings   = `
JWT_AUTH: {JWT_SECRET_KEY: "` + signingKey + `", JWT_ISSUER: "https://lms.example.com/oauth2", JWT_AUDIENCE: clients, JWT_EXPIRATION: 600}
PLATFORM_NAME: Example
SITE_NAME: lms.example.com
CONTACT_EMAIL: help@example.com
LEARNING_MICROFRONTEND_URL: ` + origin + `
PROCTORING_USER_OBFUSCATION_KEY: fake-obfuscation-key-do-not-use
`
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func need(t *testing.T, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set; run make e2e", name)
	}
	return v
}

// site is a store that was made by the command line, in a home of its own, and later
// the server on it.
type site struct {
	t   *testing.T
	dir string
	// url is where the server listens.
	url  string
	said *heard
}

// heard is what a process writes, which may be read meanwhile.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// newSite goes the way of a newcomer: an empty store, and people in it.
func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), said: &heard{}}
	s.configure("PROCTORING_BACKENDS: {DEFAULT: 'null', 'null': {}}\n")
	s.examdesk("store", "create")
	s.examdesk("user", "add", "ops", "--email", "ops@example.com", "--staff", "--yes")
	s.examdesk("user", "add", "teacher", "--email", "teacher@example.com", "--course-staff", course, "--yes")
	for _, name := range []string{"lea", "leo"} {
		s.examdesk("user", "add", name, "--email", name+"@example.com", "--yes")
	}
	return s
}

// configure writes the configuration, with more than every site has.
func (s *site) configure(more string) {
	s.t.Helper()
	must(s.t, os.WriteFile(filepath.Join(s.dir, "examdesk.yml"), []byte(settings+more), 0o600))
}

func (s *site) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.WithoutCancel(s.t.Context()), served.Binary(s.t), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"HOME=" + s.dir, "PATH=" + os.Getenv("PATH"), "EXAMDESK_STORE=sqlite:" + filepath.Join(s.dir, "state.sqlite3")}
	cmd.Args = append(cmd.Args, "--config", filepath.Join(s.dir, "examdesk.yml"))
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// examdesk runs a command, which must succeed, and returns what it prints.
func (s *site) examdesk(args ...string) string {
	s.t.Helper()
	cmd := s.command(args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("examdesk %s: %v\n%s%s", strings.Join(args, " "), err, out, errs.String())
	}
	return string(out)
}

// read runs a command that prints JSON.
func read[T any](s *site, args ...string) (out T) {
	s.t.Helper()
	text := s.examdesk(append(args, "--json")...)
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		s.t.Fatalf("examdesk %s: %v\n%s", strings.Join(args, " "), err, text)
	}
	return out
}

// app registers a program, and returns its client id and secret.
func (s *site) app(name, user string) (id, secret string) {
	s.t.Helper()
	a := read[struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}](s, "serve", "app", "add", name, "--user", user, "--yes")
	return a.ID, a.Secret
}

// freeAddress is one at which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// begin starts a process that goes on, whose log is kept.
func (s *site) begin(cmd *exec.Cmd, ready *regexp.Regexp) *served.Process {
	s.t.Helper()
	cmd.Stderr = s.said
	return served.Begin(s.t, cmd, ready)
}

// serve starts the server; the returned function stops it.
func (s *site) serve(flags ...string) (end func()) {
	s.t.Helper()
	if !slices.Contains(flags, "--listen") {
		flags = append(flags, "--listen", "127.0.0.1:0")
	}
	p := s.begin(s.command(append([]string{"serve", "--origin", origin}, flags...)...), served.Ready)
	s.url = p.Found[1]
	return func() { p.Stop(s.t) }
}

// token is one that the platform signed for a user.
func (s *site) token(username string) string {
	s.t.Helper()
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"preferred_username": username, "iss": "https://lms.example.com/oauth2", "aud": "clients", "exp": time.Now().Add(10 * time.Minute).Unix(),
	}).SignedString([]byte(signingKey))
	must(s.t, err)
	return text
}

const v1 = "/api/edx_proctoring/v1/proctored_exam/"

// send asks the server for something, as a user.
func (s *site) send(username, method, path string, body any) (status int, answer string, head http.Header) {
	s.t.Helper()
	data, err := json.Marshal(body)
	must(s.t, err)
	if body == nil {
		data = nil
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(data))
	must(s.t, err)
	r.Header.Set("Content-Type", "application/json")
	if username != "" {
		r.Header.Set("Authorization", "JWT "+s.token(username))
	}
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := browser.Do(r)
	must(s.t, err)
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	must(s.t, err)
	return a.StatusCode, string(text), a.Header
}

// form posts a form without signing in.
func (s *site) form(path string, pairs ...string) (status int, answer string) {
	s.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, strings.NewReader(values.Encode()))
	must(s.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := http.DefaultClient.Do(r)
	must(s.t, err)
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	must(s.t, err)
	return a.StatusCode, string(text)
}

// done is send for what is answered with 200 and JSON.
func done[T any](s *site, username, method, path string, body any) (out T) {
	s.t.Helper()
	status, answer, _ := s.send(username, method, path, body)
	if status != http.StatusOK || json.Unmarshal([]byte(answer), &out) != nil {
		s.t.Fatalf("%s %s: %d %s\n%s", method, path, status, answer, s.said)
	}
	return out
}

// published is an exam that the course has.
type published struct {
	ID int64 `json:"exam_id"`
}

// publish does what an LMS does when the course is published: it registers an exam at
// each service.
func (s *site) publish(services ...string) []published {
	s.t.Helper()
	var list []map[string]any
	for _, name := range services {
		list = append(list, map[string]any{
			"course_id": course, "content_id": block + name, "exam_name": "Final " + name, "time_limit_mins": 90, "due_date": nil, "is_proctored": true,
			"is_practice_exam": false, "is_active": true, "hide_after_due": false, "backend": name,
		})
	}
	return done[[]published](s, "ops", "PATCH", v1+"exam_registration/course_id/"+course, list)
}

// attempt is an attempt as examdesk attempt view prints it.
type attempt struct {
	ID         int64  `json:"id"`
	Code       string `json:"attempt_code"`
	ExternalID string `json:"external_id"`
	Status     string `json:"status"`
	Review     *struct {
		Status     string  `json:"review_status"`
		ReviewedBy *string `json:"reviewed_by"`
	} `json:"review"`
	User struct {
		Username string `json:"username"`
	} `json:"user"`
	Comments []struct {
		Comment string `json:"comment"`
	} `json:"comments"`
}

// decodeClaims reads the middle of a token.
func decodeClaims(part string, into any) error {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// eventually waits until something holds; the test's own deadline ends it.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	until := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(until) {
			t.Fatalf("%s: not within a minute", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// python runs a script beside this file, which ends with 0 if all was as it expects.
func (s *site) python(script string, env map[string]string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), need(s.t, "EXAMDESK_CLIENTS_PYTHON"), strings.Fields(script)...)
	cmd.Env = append(os.Environ(), "EXAMDESK_URL="+s.url, "PYTHONDONTWRITEBYTECODE=1")
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s\nthe server:\n%s", script, err, out, s.said)
	}
	s.t.Logf("%s:\n%s", script, out)
	return string(out)
}
