package mirror_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/mirror"
	"examdesk/model"
	"examdesk/store"
)

var now = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)

func fresh(t *testing.T) *mirror.File {
	t.Helper()
	first := mirror.Position{Source: mirror.Source{Kind: mirror.KindDatabase, Address: "desk@db:3306/edxapp"}, State: mirror.Filling}
	f, err := mirror.Create(context.Background(), mirror.Path(filepath.Join(t.TempDir(), "mirrors"), "db", "ada"), first, true)
	if err != nil {
		t.Fatal(err)
	}
	f.Clock = func() time.Time { return now }
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func position(t *testing.T, f *mirror.File) mirror.Position {
	t.Helper()
	p, err := f.Position(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, f *mirror.File, p mirror.Position, rows ...mirror.Rows) mirror.Result {
	t.Helper()
	r, err := f.Apply(context.Background(), mirror.Batch{Position: p, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// texts reads one column of text.
func texts(t *testing.T, f *mirror.File, query string) []string {
	t.Helper()
	out := []string{}
	err := f.Read(context.Background(), func(tx store.Querier) error {
		rows, err := tx.QueryContext(context.Background(), query)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var s sql.NullString
			if err := rows.Scan(&s); err != nil {
				return err
			}
			out = append(out, s.String)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var attemptColumns = []string{"id", "created", "modified", "attempt_code", "external_id", "status", "taking_as_proctored", "proctored_exam_id", "user_id"}

func attempt(id int64, code, status string, modified time.Time) []any {
	return []any{id, now.Add(-time.Hour), modified, code, nil, status, true, int64(1), int64(1)}
}

func attempts(rows ...[]any) mirror.Rows {
	return mirror.Rows{Table: mirror.Attempts, Columns: attemptColumns, Values: rows}
}

// Rows and position are one transaction: a batch that was read at another position
// leaves nothing.
func TestBatchesAreGuarded(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	old := position(t, f)
	p := old.Clone()
	p.Feeds["x"] = mirror.Feed{Tail: 7}
	r := apply(t, f, p, attempts(attempt(1, "A", "submitted", now)))
	if r.Gen != old.Gen+1 || position(t, f).Feeds["x"].Tail != 7 {
		t.Errorf("%+v, %+v", r, position(t, f))
	}
	_, err := f.Apply(context.Background(), mirror.Batch{Position: old, Rows: []mirror.Rows{attempts(attempt(1, "A", "error", now), attempt(2, "B", "error", now))}})
	if !mirror.IsOutdated(err) {
		t.Errorf("a batch of an earlier position: %v", err)
	}
	if diff := cmp.Diff([]string{"1 submitted"}, texts(t, f, "SELECT id || ' ' || status FROM "+mirror.Attempts)); diff != "" {
		t.Error(diff)
	}
	if got := position(t, f); got.Gen != r.Gen || got.Feeds["x"].Tail != 7 {
		t.Errorf("the position: %+v", got)
	}
}

// What is as the source has it is not written again, so nobody who watches the mirror
// is woken.
func TestUnchangedRowsCauseNoWrite(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	f := fresh(t)
	if err := f.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	rows := attempts(attempt(1, "A", "submitted", now), attempt(2, "é日本😀", "error", now.Add(time.Microsecond)))
	rows.Asked = &mirror.Asked{From: 1, To: 10}
	apply(t, f, position(t, f), rows)
	s, err := mirror.OpenStore(ctx, f.Path(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	before, err := s.Edition(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := position(t, f)
	if r := apply(t, f, p, rows); r.Changed() != 0 || r.Gen != p.Gen {
		t.Errorf("%+v", r)
	}
	if after, err := s.Edition(ctx); err != nil || after != before {
		t.Errorf("the mirror was written: %v %v %v", before, after, err)
	}
	if got := texts(t, f, "SELECT modified || '' FROM "+mirror.Attempts+" ORDER BY id"); !cmp.Equal(got, []string{"2026-11-20 16:00:00", "2026-11-20 16:00:00.000001"}) {
		t.Errorf("times: %v", got)
	}
	if r := apply(t, f, p, attempts(attempt(2, "é日本😀", "verified", now))); r.Updated[mirror.Attempts] != 1 || r.Changed() != 1 {
		t.Errorf("one row differs: %+v", r)
	}
	if after, err := s.Edition(ctx); err != nil || after == before {
		t.Errorf("the change is not noticed: %v %v %v", before, after, err)
	}
}

// What was asked for and not found is deleted; what was not asked for stays.
func TestGoneRowsAreDeleted(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	all := attempts(attempt(1, "A", "error", now), attempt(2, "a", "error", now), attempt(3, "ä", "error", now), attempt(4, "B", "error", now))
	apply(t, f, position(t, f), all)
	for _, c := range []struct {
		asked mirror.Asked
		rows  [][]any
		want  []string
	}{
		{mirror.Asked{Column: "attempt_code", Keys: []any{"a"}}, nil, []string{"A", "ä", "B"}},
		{mirror.Asked{Column: "id", Keys: []any{int64(3), int64(4)}}, [][]any{attempt(3, "ä", "error", now)}, []string{"A", "ä"}},
		{mirror.Asked{From: 2, To: 1000}, nil, []string{"A"}},
	} {
		rows := attempts(c.rows...)
		rows.Asked = &c.asked
		apply(t, f, position(t, f), rows)
		if diff := cmp.Diff(c.want, texts(t, f, "SELECT attempt_code FROM "+mirror.Attempts+" ORDER BY id")); diff != "" {
			t.Errorf("%+v: %s", c.asked, diff)
		}
	}
}

// A value that only one row may have moves from row to row.
func TestWhatIsUniqueMoves(t *testing.T) {
	t.Parallel()
	for _, migrated := range []bool{false, true} {
		f := fresh(t)
		if migrated {
			if err := f.Migrate(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
		}
		users := func(values ...[]any) mirror.Rows {
			return mirror.Rows{Table: mirror.Users, Columns: []string{"id", "username", "email", "is_staff"}, Values: values}
		}
		apply(t, f, position(t, f), users([]any{1, "ada", "a@example.com", true}, []any{2, "bob", "b@example.com", false}))
		apply(t, f, position(t, f), users([]any{1, "bob", "a@example.com", true}, []any{2, "ada", "b@example.com", false}))
		if diff := cmp.Diff([]string{"1 bob", "2 ada"}, texts(t, f, "SELECT id || ' ' || username FROM auth_user ORDER BY id")); diff != "" {
			t.Error(diff)
		}
		r := apply(t, f, position(t, f), users([]any{3, "ada", "c@example.com", false}))
		if diff := cmp.Diff([]string{"1 bob", "3 ada"}, texts(t, f, "SELECT id || ' ' || username FROM auth_user ORDER BY id")); diff != "" || r.Changed() != 2 {
			t.Error(diff, r)
		}
		added := users([]any{3, "changed", "", false}, []any{4, "dan", "", false})
		added.Missing = true
		if r := apply(t, f, position(t, f), added); r.Changed() != 1 || r.Inserted[mirror.Users] != 1 {
			t.Errorf("only what is missing: %+v", r)
		}
	}
}

// Lists, counts and search follow what is written, as in a store of one's own.
func TestTheStoreFollows(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	f := fresh(t)
	if err := f.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	exam := mirror.Rows{Table: mirror.Exams, Columns: []string{"id", "course_id", "content_id", "exam_name", "is_proctored", "is_active"}, Values: [][]any{{1, "course-v1:a+b+c", "block", "Final", true, true}}}
	user := mirror.Rows{Table: mirror.Users, Columns: []string{"id", "username", "email", "is_active"}, Values: [][]any{{1, "ada", "ada@example.com", true}}}
	profile := mirror.Rows{Table: mirror.Profiles, Columns: []string{"id", "user_id", "name"}, Values: [][]any{{1, 1, "Ada Lovelace"}}}
	apply(t, f, position(t, f), exam, user, profile, attempts(attempt(1, "CODE-1", "second_review_required", now), attempt(2, "CODE-2", "submitted", now)))
	s, err := mirror.OpenStore(ctx, f.Path(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, q := range []model.Filter{{Text: "lovelace"}, {Section: model.SectionWaiting}, {Text: "CODE-2"}} {
		page, err := s.FindAttempts(ctx, model.AttemptQuery{Filter: q, Limit: 10}, now, model.DefaultStuckLimits())
		if err != nil || len(page.Rows) == 0 || page.Rows[0].Learner.FullName.String() != "Ada Lovelace" {
			t.Errorf("%+v: %+v, %v", q, page.Rows, err)
		}
	}
	findings, err := s.Check(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		if !finding.OK {
			t.Errorf("%+v", finding)
		}
	}
	if err := s.Update(ctx, func(*store.Tx) error { return nil }); model.CodeOf(err) != model.CodeReadOnly {
		t.Errorf("writing past the follower: %v", err)
	}
}

// What the LMS confirmed is not undone by a source that is behind.
func TestSentAndNotYetSeen(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	reviews := func(status string) mirror.Rows {
		return mirror.Rows{Table: mirror.Reviews, Columns: []string{"id", "attempt_code", "review_status"}, Values: [][]any{{1, "A", status}},
			Asked: &mirror.Asked{Column: "attempt_code", Keys: []any{"A"}}}
	}
	asked := func(rows ...[]any) mirror.Rows {
		r := attempts(rows...)
		r.Asked = &mirror.Asked{From: 1, To: 10}
		return r
	}
	later := now.Add(time.Second)
	for name, c := range map[string]struct {
		sent mirror.Sent
		took []mirror.Rows
		rows []mirror.Rows
		at   time.Time
		want []string
		left int
	}{
		"older":         {mirror.Sent{Modified: mirror.Time(later)}, nil, []mirror.Rows{asked(attempt(1, "A", "submitted", now)), reviews("Suspicious")}, now, []string{"rejected Clean"}, 1},
		"as new":        {mirror.Sent{Modified: mirror.Time(later)}, nil, []mirror.Rows{asked(attempt(1, "A", "verified", later)), reviews("Suspicious")}, now, []string{"verified Suspicious"}, 0},
		"waited enough": {mirror.Sent{Modified: mirror.Time(later)}, nil, []mirror.Rows{asked(attempt(1, "A", "submitted", now)), reviews("Suspicious")}, now.Add(mirror.Patience), []string{"submitted Suspicious"}, 0},
		"gone there":    {mirror.Sent{Modified: mirror.Time(later)}, nil, []mirror.Rows{asked()}, now, []string{}, 0},
		"still there":   {mirror.Sent{Gone: true}, []mirror.Rows{asked()}, []mirror.Rows{asked(attempt(1, "A", "submitted", now))}, now, []string{}, 1},
		"gone at last":  {mirror.Sent{Gone: true}, []mirror.Rows{asked()}, []mirror.Rows{asked()}, now, []string{}, 0},
		"of another":    {mirror.Sent{Modified: mirror.Time(later)}, nil, []mirror.Rows{attempts(attempt(2, "B", "error", now))}, now, []string{"error ", "rejected Clean"}, 1},
	} {
		f := fresh(t)
		f.Clock = func() time.Time { return c.at }
		apply(t, f, position(t, f), attempts(attempt(1, "A", "rejected", later)), reviews("Clean"))
		c.sent.AttemptID, c.sent.Code, c.sent.At = 1, "A", now
		if _, err := f.Take(ctx, []mirror.Sent{c.sent}, c.took...); err != nil {
			t.Fatal(err)
		}
		apply(t, f, position(t, f), c.rows...)
		got := texts(t, f, "SELECT a.status || ' ' || coalesce(r.review_status, '') FROM "+mirror.Attempts+" a LEFT JOIN "+mirror.Reviews+" r ON r.attempt_code = a.attempt_code ORDER BY 1")
		if diff := cmp.Diff(c.want, got); diff != "" || len(position(t, f).Sent) != c.left {
			t.Errorf("%s: %s %+v", name, diff, position(t, f).Sent)
		}
	}
}

// A text that the database could not give back is refused by name.
func TestBadTextIsRefused(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	_, err := f.Apply(context.Background(), mirror.Batch{Position: position(t, f), Rows: []mirror.Rows{attempts(attempt(1, "\xff", "error", now))}})
	if model.CodeOf(err) != model.CodeInvalid || !strings.Contains(model.Sentence(err), "attempt_code") {
		t.Error(err)
	}
}

// Dropping removes everything, and stops who still follows.
func TestDrop(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	lease, err := mirror.TryLease(f.Path())
	if err != nil || lease == nil {
		t.Fatal(lease, err)
	}
	if second, err := mirror.TryLease(f.Path()); second != nil || err != nil {
		t.Error("two leases", err)
	}
	if err := f.Beat(mirror.Pulse{Answered: now.Add(-time.Minute), Error: "x"}); err != nil {
		t.Fatal(err)
	}
	status, err := mirror.ReadStatus(context.Background(), f.Path(), now)
	if err != nil || status.State != mirror.Filling || *status.BehindSeconds != 60 || status.Error != "x" || status.Bytes == 0 || status.Complete {
		t.Errorf("%+v, %v", status, err)
	}
	if err := mirror.Drop(f.Path()); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(f.Path()))
	if err != nil || len(left) != 0 {
		t.Error(fmt.Sprint(left), err)
	}
	if err := lease.End(); err != nil {
		t.Error(err)
	}
	_, err = f.Apply(context.Background(), mirror.Batch{Rows: []mirror.Rows{attempts(attempt(1, "A", "error", now))}})
	if model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("following a mirror that was dropped: %v", err)
	}
	if _, err := mirror.ReadStatus(context.Background(), f.Path(), now); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("the status of a mirror that is not there: %v", err)
	}
	if err := mirror.Drop(f.Path()); err != nil {
		t.Error(err)
	}
}
