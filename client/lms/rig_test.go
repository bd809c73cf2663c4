package lms

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/backends"
	"examdesk/client/lms/api"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/server/apiv1"
	"examdesk/store"
	"examdesk/store/storetest"
	"examdesk/store/storetest/migrated"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// rig is an LMS within the process, with the client of one person. The API is our own,
// which answers as edx-proctoring does; the mirror is the LMS's own file, opened
// read-only, so that it is always as new.
type rig struct {
	*Store
	path  string
	web   *httptest.Server
	rules model.ReviewRules
	taken *taken

	mu sync.Mutex
	// fault answers in place of the LMS, or does something before it; false lets it
	// answer. after is called when it has answered.
	fault func(w http.ResponseWriter, r *http.Request) bool
	after func(r *http.Request)
	sent  []string
	// email is what the LMS says is the person's e-mail; nil for the table's.
	email *string
}

// taken is a mirror that counts what it was handed.
type taken struct {
	mu         sync.Mutex
	rows, gone []int64
	allowances int
}

func (t *taken) TakeAttempts(_ context.Context, rows []model.AttemptRow) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range rows {
		t.rows = append(t.rows, r.Attempt.ID)
	}
	return nil
}

func (t *taken) ForgetAttempts(_ context.Context, gone []model.AttemptRow) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range gone {
		t.gone = append(t.gone, r.Attempt.ID)
	}
	return nil
}

func (t *taken) TakeAllowances(_ context.Context, _ string, all []model.GrantedAllowance) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.allowances = len(all)
	return nil
}

// enrolment is a platform at which some learners of the database are enrolled.
type enrolment struct{ model.NoPlatform }

func (enrolment) Enrollments(context.Context, string, string) ([]model.Enrollment, error) {
	return []model.Enrollment{{Username: "arjun_macdonald", Mode: "verified"}, {Username: "nour_schafer", Mode: "verified"}, {Username: "yuki_sato", Mode: "masters"}}, nil
}

// enter starts an LMS on a copy of edx-proctoring's database, and signs somebody in.
func enter(t testing.TB, username string, statements ...string) *rig {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lms.sqlite3")
	storetest.WriteTo(t, path)
	if err := migrated.Write(path); err != nil {
		t.Fatal(err)
	}
	execSQL(t, path, append([]string{"UPDATE auth_user SET is_superuser = 1 WHERE username = 'r.adeyemi'"}, statements...)...)
	r := &rig{path: path, rules: model.DefaultReviewRules(), taken: &taken{}}
	r.rules.ProtectHumanReviews = false // an LMS knows no such rule
	r.serve(t)
	r.signIn(t, username)
	return r
}

func (r *rig) serve(t testing.TB) {
	t.Helper()
	s, err := store.Open(t.Context(), r.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	e := engine.New(s, engine.Config{Clock: ticking(), Rules: r.rules, Formats: backends.Formats{}, Platform: enrolment{}})
	v1 := apiv1.New(apiv1.Config{
		For: func(a model.Actor) model.ProctoringAPI { return e.APIFor(a) }, Clock: now,
		SignIn: func(req *http.Request) (model.Actor, error) {
			// The token is the username: who asks is package auth's to find out.
			person, err := s.Person(req.Context(), strings.TrimPrefix(req.Header.Get("Authorization"), "JWT "))
			if err != nil {
				return model.Actor{}, model.Wrap(err, model.CodeDenied, "Error decoding token.")
			}
			return model.Actor{Reviewer: person, Door: model.DoorAPI, Authenticated: true}, nil
		},
	})
	mux := http.NewServeMux()
	mux.Handle("/", v1)
	mux.HandleFunc("/api/user/v1/me", func(w http.ResponseWriter, req *http.Request) {
		_, _ = w.Write([]byte(`{"username":"` + strings.TrimPrefix(req.Header.Get("Authorization"), "JWT ") + `"}`))
	})
	mux.HandleFunc("/api/user/v1/accounts", func(w http.ResponseWriter, req *http.Request) {
		name := req.URL.Query().Get("username")
		email := ask[string](t, r.path, "SELECT coalesce(max(email), '') FROM auth_user WHERE username = ?", name)
		if r.email != nil {
			email = *r.email
		}
		_, _ = w.Write([]byte(`[{"username":"` + name + `","email":"` + email + `"}]`))
	})
	r.web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		fault, after := r.fault, r.after
		if req.Method != http.MethodGet {
			r.sent = append(r.sent, req.Method+" "+req.URL.Path[strings.LastIndex(req.URL.Path, "proctored_exam"):])
		}
		r.mu.Unlock()
		if fault != nil && fault(w, req) {
			return
		}
		mux.ServeHTTP(w, req)
		if after != nil {
			after(req)
		}
	}))
	t.Cleanup(r.web.Close)
}

// ticking is a clock that never shows the same time twice.
func ticking() func() time.Time {
	var mu sync.Mutex
	at := now()
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Millisecond)
		return at
	}
}

// signIn opens the store for somebody else.
func (r *rig) signIn(t testing.TB, username string, change ...func(*Config)) {
	t.Helper()
	only, err := store.Open(t.Context(), r.path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = only.Close() })
	actor := model.Actor{Door: model.DoorDesk, Authenticated: true}
	if actor.Reviewer, err = only.Person(t.Context(), username); err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{URL: r.web.URL, Token: func(context.Context) (string, error) { return username, nil }, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		API: client, URL: r.web.URL, Taker: r.taken, Reviews: backends.Formats{}, Release: "6.1.4", Clock: now,
		Reads:     engine.New(only, engine.Config{Clock: now, Rules: r.rules, Formats: backends.Formats{}, Platform: enrolment{}}).As(actor),
		Diary:     OpenDiary(filepath.Join(t.TempDir(), "diary"), 0, now),
		LookAgain: []time.Duration{0, 0},
	}
	for _, c := range change {
		c(&cfg)
	}
	r.Store = New(cfg)
}

func (r *rig) setFault(f func(w http.ResponseWriter, r *http.Request) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault, r.sent = f, nil
}

// changes are the requests that change something, since the last fault was set.
func (r *rig) changes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.sent...)
}

func execSQL(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range statements {
		if _, err := db.ExecContext(context.Background(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// ask reads one value of the LMS's database.
func ask[V any](t testing.TB, path, query string, args ...any) (v V) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRowContext(context.Background(), query, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}
