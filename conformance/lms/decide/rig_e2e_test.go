//go:build e2e

// Package decide_test decides and changes attempts of a real edx-proctoring by its API.
package decide_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/backends"
	client "examdesk/client/lms"
	"examdesk/client/lms/api"
	"examdesk/conformance/lms"
	"examdesk/engine"
	"examdesk/mirror"
	"examdesk/model"
	"examdesk/store"
)

// desk is the store of an LMS for one person, on a mirror that is copied from the
// database after each change.
type desk struct {
	*client.Store
	site *lms.LMS
	file *mirror.File
}

// enter signs somebody in.
func enter(t *testing.T, site *lms.LMS, username string) *desk {
	t.Helper()
	dir := t.TempDir()
	file, err := mirror.Create(t.Context(), filepath.Join(dir, "mirror.sqlite3"), mirror.Position{State: mirror.Following}, false)
	if err == nil {
		err = file.Migrate(t.Context(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	d := &desk{site: site, file: file}
	d.copy(t)
	rows, err := mirror.OpenStore(t.Context(), file.Path(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rows.Close() })
	actor := model.Actor{Door: model.DoorDesk, Authenticated: true}
	if actor.Reviewer, err = rows.Person(t.Context(), username); err != nil {
		t.Fatal(err)
	}
	token := site.SignIn(username).Access
	to, err := api.New(api.Config{URL: site.URL, Token: func(context.Context) (string, error) { return token, nil }})
	if err != nil {
		t.Fatal(err)
	}
	d.Store = client.New(client.Config{
		API: to, URL: site.URL, Taker: d.taker(t), Reviews: backends.Formats{}, Release: "6.1.4",
		Reads:     engine.New(rows, engine.Config{Rules: model.DefaultReviewRules(), Formats: backends.Formats{}}).As(actor),
		Diary:     client.OpenDiary(filepath.Join(dir, "diary"), 0, time.Now),
		LookAgain: []time.Duration{0, 100 * time.Millisecond},
	})
	return d
}

// copied are the tables of the mirror, with the columns that the LMS shows.
var copied = map[string]string{
	mirror.Exams: "*", mirror.Attempts: "*", mirror.AttemptHistory: "*", mirror.Reviews: "*", mirror.ReviewHistory: "*", mirror.Comments: "*",
	mirror.Allowances: "*", mirror.AllowanceHistory: "*", mirror.Policies: "*",
	mirror.Users:    "id, username, email, first_name, last_name, is_staff, is_active, is_superuser",
	mirror.Profiles: "id, user_id, name", mirror.Groups: "id, name", mirror.UserGroups: "id, user_id, group_id", mirror.CourseRoles: "id, user_id, org, course_id, role",
}

// copy makes the mirror as the database is.
func (d *desk) copy(t testing.TB) {
	t.Helper()
	var batch []mirror.Rows
	for table, columns := range copied {
		batch = append(batch, d.table(t, table, columns))
	}
	if _, err := d.file.Take(context.Background(), nil, batch...); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) table(t testing.TB, name, columns string) mirror.Rows {
	t.Helper()
	rows, err := d.site.DB.QueryContext(context.Background(), "SELECT "+columns+" FROM "+name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := mirror.Rows{Table: name, Asked: &mirror.Asked{From: 0, To: 1 << 40}}
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range types {
		out.Columns = append(out.Columns, c.Name())
	}
	for rows.Next() {
		values, places := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			if text, is := v.([]byte); is && !strings.Contains(types[i].DatabaseTypeName(), "BLOB") {
				values[i] = string(text)
			}
		}
		out.Values = append(out.Values, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// copying is a mirror that reads all of the LMS again.
type copying struct {
	d *desk
	t testing.TB
}

func (d *desk) taker(t testing.TB) copying { return copying{d, t} }

func (c copying) TakeAttempts(context.Context, []model.AttemptRow) error { c.d.copy(c.t); return nil }

func (c copying) ForgetAttempts(context.Context, []model.AttemptRow) error { c.d.copy(c.t); return nil }

func (c copying) TakeAllowances(context.Context, string, []model.GrantedAllowance) error {
	c.d.copy(c.t)
	return nil
}

// of is a learner's attempt at an exam, by the exam's key.
func (d *desk) of(t *testing.T, course, exam, learner string) model.AttemptRow {
	t.Helper()
	d.copy(t)
	id := d.site.Number("SELECT a.id FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id JOIN auth_user u ON u.id = a.user_id WHERE e.course_id = ? AND e.content_id LIKE ? AND u.username = ? ORDER BY a.id DESC LIMIT 1",
		course, "%@"+exam, learner)
	rows, err := d.ReadRows(t.Context(), []int64{id})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[0]
}

// ready is an attempt that needs a decision.
func (d *desk) ready(t *testing.T, course, exam, learner string) model.AttemptRow {
	t.Helper()
	row := d.of(t, course, exam, learner)
	d.site.Exec("UPDATE proctoring_proctoredexamstudentattempt SET status = 'second_review_required', modified = modified + INTERVAL 1 SECOND WHERE id = ?", row.Attempt.ID)
	return d.of(t, course, exam, learner)
}

func (d *desk) gone(t *testing.T, row model.AttemptRow) bool {
	t.Helper()
	return d.site.Number("SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE id = ?", row.Attempt.ID) == 0
}

func decision(row model.AttemptRow, review model.ReviewStatus, id string) model.Decision {
	return model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: review, Expected: row.Version(), Reason: "two voices — „zwei“"}, ID: id, Stamp: time.Now().UTC(),
	}
}

// to picks requests by their method and the end of their path.
func to(method, end string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, end) }
}
