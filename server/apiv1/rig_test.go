package apiv1_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/server/apiv1"
	"examdesk/store"
)

// course is the one course of a rig.
const course = "course-v1:NordicU+STAT101+2026"

// world is a rig's people and exams: ops is global staff and rev reviews for the
// service test, lea is a learner.
const world = `
INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) VALUES
	(1, 'ops', 'ops@example.com', '!', '', '', 1, 1, 0, '2026-01-01'), (2, 'rev', 'rev@example.com', '!', '', '', 0, 1, 0, '2026-01-01'),
	(3, 'lea', 'lea@example.com', '!', '', '', 0, 1, 0, '2026-01-01');
INSERT INTO auth_group (id, name) VALUES (1, 'test_review');
INSERT INTO auth_user_groups (user_id, group_id) VALUES (2, 1);
INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES
	(1, '2026-11-01', '2026-11-01', 'course-v1:NordicU+STAT101+2026', 'b1', 'x1', 'Midterm', 90, 1, 0, 1, 0, 'test'),
	(2, '2026-11-01', '2026-11-01', 'course-v1:NordicU+STAT101+2026', 'b2', NULL, 'Timed', 20, 0, 0, 1, 0, NULL);
`

// rig is the API on a store of its own, at a time that the test sets.
type rig struct {
	t      *testing.T
	db     *sql.DB
	engine *engine.Engine
	api    *apiv1.API
	now    time.Time
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "state.sqlite3")
	r := &rig{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	r.must(store.Create(ctx, path))
	db, err := sql.Open("sqlite", path)
	r.must(err)
	r.db = db
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.ExecContext(ctx, world)
	r.must(err)
	s, err := store.Open(ctx, path, store.Options{})
	r.must(err)
	t.Cleanup(func() { _ = s.Close() })
	r.must(s.Migrate(ctx, nil))

	b := model.DefaultBackends()
	b.Default = "test"
	known := b.ByName["test"]
	known.Name, known.SendsReviews = "test", true
	b.ByName["test"] = known
	clock := func() time.Time { return r.now }
	r.engine = engine.New(s, engine.Config{Clock: clock, Formats: backends.Formats{}, Backends: b, Rules: model.DefaultReviewRules()})
	r.api = apiv1.New(apiv1.Config{For: func(a model.Actor) model.ProctoringAPI { return r.engine.APIFor(a) }, SignIn: r.signIn, Clock: clock, Backends: b})
	return r
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// signIn takes the word of a header for who asks.
func (r *rig) signIn(q *http.Request) (model.Actor, error) {
	who, err := r.engine.EdxProctoring().Person(q.Context(), q.Header.Get("X-User"))
	return model.Actor{Reviewer: who, Door: model.DoorAPI}, err
}

// send asks the API for something as a user; the path goes on after /v1/proctored_exam/.
func (r *rig) send(user, method, path, body string) (status int, said string) {
	r.t.Helper()
	q := httptest.NewRequestWithContext(r.t.Context(), method, "/api/edx_proctoring/v1/proctored_exam/"+path, strings.NewReader(body))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-User", user)
	w := httptest.NewRecorder()
	r.api.ServeHTTP(w, q)
	return w.Code, w.Body.String()
}

// list is a query's first column.
func (r *rig) list(query string, args ...any) (out []string) {
	r.t.Helper()
	found, err := r.db.QueryContext(context.Background(), query, args...)
	r.must(err)
	defer func() { _ = found.Close() }()
	for found.Next() {
		var s string
		r.must(found.Scan(&s))
		out = append(out, s)
	}
	r.must(found.Err())
	return out
}

// rows are all rows of all tables: attempts, their history, the outbox and the activity
// among them.
func (r *rig) rows() map[string][]string {
	r.t.Helper()
	out := map[string][]string{}
	for _, table := range r.list("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		var columns []string
		for _, c := range r.list("SELECT name FROM pragma_table_info(?)", table) {
			columns = append(columns, fmt.Sprintf("quote(%q)", c))
		}
		out[table] = r.list(fmt.Sprintf("SELECT %s FROM %q ORDER BY 1", strings.Join(columns, " || ' ' || "), table))
	}
	return out
}

// untouched fails if anything was written since.
func (r *rig) untouched(before map[string][]string) {
	r.t.Helper()
	if diff := cmp.Diff(before, r.rows()); diff != "" {
		r.t.Errorf("it wrote\n%s", diff)
	}
}
