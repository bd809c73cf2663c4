package engine

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/store"
)

// state is what a dry run must not change.
func state(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range []string{"proctoredexamstudentattempt", "proctoredexamstudentattempt_history", "proctoredexamsoftwaresecurereview",
		"proctoredexamsoftwaresecurereviewhistory", "proctoredexamstudentallowance", "proctoredexam"} {
		out[table] = fingerprint(t, s.Info().Path, "proctoring_"+table)
	}
	return out
}

// fingerprint is a hash of all rows of a table.
func fingerprint(t *testing.T, path, table string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(h, "%v\n", values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Each operation on many attempts says in a dry run what it then does, writes
// nothing before, and goes on after an attempt that cannot be done.
func TestManyAttempts(t *testing.T) {
	t.Parallel()
	const unknown = int64(1 << 40)
	ids := func(t *testing.T, e *rig, f model.Filter) []int64 {
		page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 5})
		if err != nil || len(page.Rows) == 0 {
			t.Fatalf("no attempts: %v", err)
		}
		out := []int64{page.Rows[0].Attempt.ID, unknown}
		for _, r := range page.Rows[1:] {
			out = append(out, r.Attempt.ID)
		}
		return out
	}
	var since time.Time
	if slow || !sampled.Whole(t) {
		since = now().AddDate(0, 0, -2)
	}
	reviewed := model.Filter{ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}}
	for name, c := range map[string]struct {
		filter  model.Filter
		do      func(*rig, []int64, model.Bulk) ([]model.ItemResult, error)
		refused int
	}{
		"set status": {model.Filter{Section: model.SectionRunning}, func(e *rig, ids []int64, b model.Bulk) ([]model.ItemResult, error) {
			return e.api.SetStatuses(context.Background(), ids, model.Errored, b)
		}, 1},
		"delete": {model.Filter{Section: model.SectionRunning}, func(e *rig, ids []int64, b model.Bulk) ([]model.ItemResult, error) {
			return e.api.DeleteAttempts(context.Background(), ids, b)
		}, 1},
		"sync from reviews": {reviewed, func(e *rig, _ []int64, b model.Bulk) ([]model.ItemResult, error) {
			return e.api.SyncFromReviews(context.Background(), since, now(), b)
		}, 0},
		"update an exam": {model.Filter{Section: model.SectionDecided}, func(e *rig, ids []int64, b model.Bulk) ([]model.ItemResult, error) {
			d, err := e.ReadAttempt(context.Background(), ids[0])
			if err != nil {
				return nil, err
			}
			return e.api.UpdateExamAttempts(context.Background(), d.Exam.ID, b)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, s := fresh(t, true)
			list := ids(t, e, c.filter)
			before := state(t, s)
			dry, err := c.do(e, list, model.Bulk{DryRun: true})
			if err != nil || refused(dry) != c.refused {
				t.Fatalf("dry run: %d of %d refused, %v", refused(dry), len(dry), err)
			}
			for table, sum := range state(t, s) {
				if before[table] != sum {
					t.Errorf("the dry run wrote into %s", table)
				}
			}
			told := 0
			done, err := c.do(e, list, model.Bulk{Each: func(model.ItemResult) { told++ }})
			if err != nil || len(done) != len(dry) || told != len(done) || len(done) == 0 {
				t.Fatalf("%d done, %d in the dry run, %d told: %v", len(done), len(dry), told, err)
			}
			for i := range done {
				if done[i].Plan.To != dry[i].Plan.To || len(done[i].Plan.Effects) != len(dry[i].Plan.Effects) || (done[i].Err == nil) != (dry[i].Err == nil) {
					t.Errorf("attempt %d was done as %s, the dry run said %s (%v, %v)", done[i].ID, done[i].Plan.To, dry[i].Plan.To, done[i].Err, dry[i].Err)
				}
			}
			if after := state(t, s); after["proctoredexamstudentattempt_history"] == before["proctoredexamstudentattempt_history"] {
				t.Error("nothing was written")
			}
		})
	}
}

func refused(results []model.ItemResult) (n int) {
	for _, r := range results {
		if r.Err != nil {
			n++
		}
	}
	return n
}

// What makes no sense is refused as a whole, and a context that ends says how
// far it went.
func TestManyAttemptsRefuses(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	if _, err := e.api.SetStatuses(t.Context(), []int64{1}, "no such status", model.Bulk{}); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("no such status: %v", err)
	}
	if _, err := e.api.UpdateExamAttempts(t.Context(), 1<<40, model.Bulk{}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such exam: %v", err)
	}
	if _, err := e.api.SyncFromReviews(t.Context(), now(), now().Add(-time.Hour), model.Bulk{}); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("a time that ends before it begins: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done, err := e.api.SetStatuses(ctx, []int64{1, 2, 3}, model.Errored, model.Bulk{DryRun: true, Each: func(model.ItemResult) { cancel() }})
	if len(done) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d done, %v", len(done), err)
	}
}

// A learner's data goes from allowances, reviews, comments and all their former
// versions, and the services are asked to forget the learner.
func TestRetireLearner(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err)
	}
	row := page.Rows[0]
	if _, err := e.api.AddAllowance(t.Context(), row.Exam.ID, model.UserRef{ID: row.Learner.ID}, model.AllowanceReviewPolicyException, "may wear a hat"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.api.RetireLearner(t.Context(), row.Learner.ID); err != nil {
		t.Fatal(err)
	}
	d, err := e.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.Review.RawData != "" || len(d.Review.Versions) == 0 {
		t.Errorf("the review keeps %q, with %d versions", d.Review.RawData, len(d.Review.Versions))
	}
	for _, v := range d.Review.Versions {
		if v.RawData != "" {
			t.Errorf("a version keeps %q", v.RawData)
		}
	}
	for _, c := range d.Review.Comments {
		if c.Text != "" || c.Status != "" {
			t.Errorf("a comment keeps %q", c.Text)
		}
	}
	for _, a := range d.Allowances {
		if a.Value != "" {
			t.Errorf("an allowance keeps %q", a.Value)
		}
	}
	service := &retiringService{}
	e.cfg.Service = func(string) model.ProctoringService { return service }
	out, err := e.api.RetireAtServices(t.Context(), row.Learner.ID)
	if err != nil || len(out) == 0 || len(service.asked) != len(out) {
		t.Errorf("%v, asked %v, %v", out, service.asked, err)
	}
}

type retiringService struct {
	model.ProctoringService
	asked []string
}

func (s *retiringService) RetireUser(_ context.Context, user string) error {
	s.asked = append(s.asked, user)
	return nil
}
