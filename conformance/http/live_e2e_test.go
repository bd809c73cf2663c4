//go:build e2e

package http

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	_ "modernc.org/sqlite" // to fill both databases and to read them back

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/server/apiv1"
	"examdesk/server/auth"
	"examdesk/store"
)

const signingKey = "synthetic-key-of-the-tokens"

// lms is edx-proctoring in a process of its own.
type lms struct {
	url, path string
}

func startLMS(t *testing.T, path string) *lms {
	t.Helper()
	python := os.Getenv("EXAMDESK_ORACLE_PYTHON_6")
	if python == "" {
		t.Fatal("EXAMDESK_ORACLE_PYTHON_6 names no Python with edx-proctoring; see .ci/e2e")
	}
	cmd := exec.CommandContext(t.Context(), python, "lms.py", path, signingKey)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the LMS did not start: %v", err)
	}
	return &lms{url: "http://127.0.0.1:" + strings.TrimSpace(port), path: path}
}

// request is one request, sent to both.
type request struct {
	User, Method, Path, Query, Body, ContentType string
	Now                                          time.Time
}

func (r request) String() string {
	return fmt.Sprintf("%s %s %s?%s %s at %s", r.User, r.Method, r.Path, r.Query, r.Body, r.Now.Format(time.RFC3339))
}

// answer is what came back.
type answer struct {
	Status   int
	Location string
	Body     []byte
}

func (r request) head(h http.Header) error {
	h.Set("X-Now", r.Now.Format("2006-01-02T15:04:05.000000"))
	if r.ContentType != "" {
		h.Set("Content-Type", r.ContentType)
	}
	if r.User == "" {
		return nil
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"preferred_username": r.User, "iss": "lms", "aud": "desk", "version": "1.2.0", "iat": r.Now.Unix(), "exp": r.Now.Unix() + 600,
	}).SignedString([]byte(signingKey))
	h.Set("Authorization", "JWT "+token)
	return err
}

func (l *lms) do(ctx context.Context, r request) (answer, error) {
	q, err := http.NewRequestWithContext(ctx, r.Method, l.url+r.Path, strings.NewReader(r.Body))
	if err != nil {
		return answer{}, err
	}
	q.URL.RawQuery = r.Query
	if err := r.head(q.Header); err != nil {
		return answer{}, err
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(q)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	return answer{a.StatusCode, a.Header.Get("Location"), body}, err
}

// ours is examdesk on its copy, at a time that the requests set.
type ours struct {
	path    string
	store   *store.Store
	engine  *engine.Engine
	handler http.Handler
	now     time.Time
}

func openOurs(t *testing.T, path string) *ours {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := &ours{path: path, store: s}
	clock := func() time.Time { return o.now }
	b := model.DefaultBackends()
	b.Default = "test"
	known := b.ByName["test"]
	known.Name, known.VerboseName, known.SupportsOnboarding, known.SendsReviews = "test", "Unknown", true, true
	b.ByName["test"] = known
	rules := model.DefaultReviewRules()
	rules.ProtectHumanReviews = false
	site := model.Site{
		PlatformName: "Example", ContactEmail: "help@example.com", LMSHost: "https://lms.example.com", APIRoot: "/api",
		LearningMFE: "https://learning.example.com", LinkURLs: []model.Link{{Name: "faq", URL: "https://faq.example.com"}},
	}
	e := engine.New(s, engine.Config{
		Clock: clock, Formats: backends.Formats{}, Backends: b, Rules: rules, Site: site,
		Service: func(name string) model.ProctoringService {
			if name == "test" {
				return service{clock}
			}
			return nil
		},
		ObfuscationKey: func(context.Context, string) (model.Secret, error) { return model.NewSecret("synthetic"), nil },
	})
	o.engine = e
	sign := auth.SignIn{Keys: auth.Keys{Secret: model.NewSecret(signingKey), Issuer: "lms"}, People: e.EdxProctoring(), Clock: clock}
	o.handler = apiv1.New(apiv1.Config{
		For:    func(a model.Actor) model.ProctoringAPI { return e.APIFor(a) },
		SignIn: sign.Actor, Clock: clock, Backends: b, Site: site, ViewablePastDue: true,
	})
	return o
}

// service accepts everything, as the LMS's does.
type service struct{ clock func() time.Time }

func (service) SaveExam(context.Context, model.Exam, *string) (string, error) { return "", nil }
func (s service) RegisterAttempt(_ context.Context, e model.Exam, _ model.Registration) (string, error) {
	return fmt.Sprintf("e%d-%d", e.ID, s.clock().Unix()), nil
}
func (service) RemoveAttempt(context.Context, string, string) error { return nil }
func (service) Javascript() string                                  { return "" }
func (service) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return "", nil
}
func (service) RetireUser(context.Context, string) error { return model.ErrKeepsNoLearners }

func (o *ours) do(ctx context.Context, r request) (answer, error) {
	o.now = r.Now
	q := httptest.NewRequestWithContext(ctx, r.Method, r.Path, strings.NewReader(r.Body))
	q.URL.RawQuery = r.Query
	if err := r.head(q.Header); err != nil {
		return answer{}, err
	}
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, q)
	return answer{w.Code, w.Header().Get("Location"), w.Body.Bytes()}, nil
}

var codes = regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`)

// sentences are the fields whose words are each side's own.
var sentences = []string{"detail", "accessibility_time_string"}

// plain is a body in comparable form: its tokens in their order, without the texts
// that are each side's own and without random codes.
func plain(a answer) []string {
	d := json.NewDecoder(bytes.NewReader(codes.ReplaceAll(a.Body, []byte("CODE"))))
	d.UseNumber()
	var out []string
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		s := fmt.Sprintf("%T %v", token, token)
		if n := len(out); n > 0 && a.Status >= 400 && strings.HasPrefix(s, "string ") || n > 0 && slices.Contains(sentences, strings.TrimPrefix(out[n-1], "string ")) {
			if a.Status >= 400 && !strings.HasPrefix(out[len(out)-1], "string ") && !strings.HasPrefix(out[len(out)-1], "json.Delim [") {
				out = append(out, s) // a field's name
				continue
			}
			s = "text"
		}
		out = append(out, s)
	}
	return out
}

// rows are all rows of the tables that both sides keep, in one form.
func rows(t *testing.T, path string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	out := map[string][]string{}
	for _, table := range tables(t, db) {
		out[table] = tableRows(t, db, table)
	}
	return out
}

func tables(t *testing.T, db *sql.DB) (out []string) {
	t.Helper()
	found, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'proctoring_%' ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func tableRows(t *testing.T, db *sql.DB, table string) (out []string) {
	t.Helper()
	found, err := db.Query("SELECT * FROM " + table + " ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		for i, name := range columns {
			if strings.Contains(table, "allowance") && (name == "id" || name == "allowance_id") {
				continue // a bulk goes through Python's sets
			}
			cells = append(cells, name+"="+codes.ReplaceAllString(strings.TrimSuffix(fmt.Sprint(values[i]), ".000000"), "CODE"))
		}
		sort.Strings(cells)
		out = append(out, strings.Join(cells, " "))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	sort.Strings(out)
	return out
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// attemptColumn is a column of the n-th attempt of a database, empty if there is none.
func attemptColumn(t *testing.T, path, column, n string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out sql.NullString
	if err := db.QueryRow("SELECT "+column+" FROM proctoring_proctoredexamstudentattempt WHERE id = ?", n).Scan(&out); err != nil {
		return ""
	}
	return out.String
}

var named = regexp.MustCompile(`(EXTERNAL|CODE)(\d+)`)

// name puts the external id of an attempt in the place of its number; false if the
// attempt has none.
func (o *ours) name(t *testing.T, r *request) bool {
	t.Helper()
	m := named.FindStringSubmatch(r.Path)
	if m == nil || m[1] != "EXTERNAL" {
		return true
	}
	id := attemptColumn(t, o.path, "external_id", m[2])
	r.Path = strings.Replace(r.Path, m[0], id, 1)
	return id != ""
}

// code puts an attempt's code in the place of its number.
func (o *ours) code(t *testing.T, path string) string { return codeIn(t, o.path, path) }

func (l *lms) name(t *testing.T, path string) string { return codeIn(t, l.path, path) }

func codeIn(t *testing.T, db, path string) string {
	t.Helper()
	m := named.FindStringSubmatch(path)
	if m == nil || m[1] != "CODE" {
		return path
	}
	code := attemptColumn(t, db, "attempt_code", m[2])
	if code == "" {
		code = "unknown"
	}
	return strings.Replace(path, m[0], code, 1)
}
