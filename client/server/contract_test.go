package server

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/model/desktest"
	"examdesk/server/apiext"
	"examdesk/store"
	"examdesk/store/storetest"
	"examdesk/store/storetest/migrated"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// rig is a server on a store of its own, with a client for each person.
type rig struct {
	web    *httptest.Server
	engine *engine.Engine
	store  *store.Store
	api    *apiext.API
}

// enrolment is a platform at which some learners of the database are enrolled.
type enrolment struct{ model.NoPlatform }

func (enrolment) Enrollments(context.Context, string, string) ([]model.Enrollment, error) {
	return []model.Enrollment{{Username: "arjun_macdonald", Mode: "verified"}, {Username: "nour_schafer", Mode: "verified"}, {Username: "yuki_sato", Mode: "masters"}}, nil
}

func serve(t testing.TB, migrate bool) *rig {
	t.Helper()
	path := filepath.Join(t.TempDir(), "edx.sqlite3")
	storetest.WriteTo(t, path)
	if migrate {
		if err := migrated.Write(path); err != nil {
			t.Fatal(err)
		}
	}
	execSQL(t, path, "UPDATE auth_user SET is_superuser = 1 WHERE username = 'r.adeyemi'")
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	e := engine.New(s, engine.Config{Clock: now, Rules: model.DefaultReviewRules(), Formats: backends.Formats{}, Platform: enrolment{}})
	r := &rig{engine: e, store: s}
	// The token is the username: who asks is package auth's to find out.
	signIn := func(req *http.Request) (model.Actor, error) {
		_, name, _ := strings.Cut(req.Header.Get("Authorization"), " ")
		person, err := s.Person(req.Context(), name)
		if err != nil && model.CodeOf(err) != model.CodeNotFound {
			return model.Actor{}, err
		}
		if err != nil {
			return model.Actor{}, model.Wrap(err, model.CodeDenied, "The token is not valid, or it has expired. Sign in again.")
		}
		return model.Actor{Reviewer: person, Door: model.DoorAPI, Authenticated: true}, nil
	}
	r.api = apiext.New(apiext.Config{For: func(a model.Actor) model.StateStore { return e.As(a) }, SignIn: signIn, Places: []string{path}})
	r.web = httptest.NewServer(r.api)
	t.Cleanup(func() {
		r.api.Stop()
		r.web.Close()
	})
	return r
}

// as is a client for a person.
func (r *rig) as(t *testing.T, username string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{URL: r.web.URL, Token: func(context.Context) (string, error) { return username, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// execSQL changes a store's file as another program does.
func execSQL(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range statements {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func contract(fresh func(t *testing.T) any, skips map[string]string) desktest.Fixture {
	return desktest.Fixture{
		Now: now(), Fresh: fresh, Skips: skips, Service: "test",
		Holds:  desktest.Holdings{Attempts: 1431, Exams: 20, Courses: 4, Allowances: 123, Policies: 12, Enrolled: 3},
		Review: func(status string) []byte { return []byte(`{"status": "` + status + `", "comments": []}`) },
	}
}

// TestContract runs the contract of every role over HTTP.
func TestContract(t *testing.T) {
	t.Parallel()
	desktest.All(t, contract(func(t *testing.T) any { return serve(t, true).as(t, "r.adeyemi") }, map[string]string{
		"StoreMigrator": "no one may",
	}))
}
