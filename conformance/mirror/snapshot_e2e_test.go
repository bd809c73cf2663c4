//go:build e2e

package mirror

import (
	"context"
	"testing"
	"time"

	"examdesk/mirror"
	"examdesk/mirror/database"
	"examdesk/model"
	"examdesk/store"
)

// Test 1: what is mirrored is what is there, in every column, whatever the charset.
func TestE2ESnapshot(t *testing.T) {
	s := newSite(t)
	s.seed(300)
	do(s, "INSERT INTO "+mirror.Attempts+" ("+attemptColumns+") VALUES (?, ?, NULL, NULL, '', '', NULL, '', 0, 0, 7, 1, 1, 0, -5, 1, 1, 1)", at(0), at(time.Microsecond))
	do(s, "SET STATEMENT sql_mode = '' FOR UPDATE "+mirror.Attempts+" SET started_at = '0000-00-00 00:00:00' WHERE id IN (3, 4)")
	do(s, "UPDATE "+mirror.Attempts+" SET completed_at = NULL WHERE status = 'verified'")
	f := s.filled(nil)
	f.same("filled")
	if n := f.sweep(); n != 0 {
		t.Errorf("the sweep mended %d rows of a fresh mirror", n)
	}
	f.same("swept")
	p := f.position()
	if p.State != mirror.Following || !p.Complete() || p.Source.Schema != "0025_auto_20230727_2112" || p.Source.Version == "" {
		t.Errorf("%+v", p)
	}
	st, err := mirror.OpenStore(ctx(), f.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	findings, err := st.Check(ctx())
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		if !finding.OK && finding.What != "verified and never submitted" {
			t.Errorf("%+v", finding)
		}
	}
	if n := s.number("SELECT count(*) FROM " + mirror.Attempts); n != f.count(mirror.Attempts) {
		t.Errorf("%d attempts there", n)
	}
	for _, evidence := range []string{"evidence-of-someone", "fake-hash-do-not-use", secret} {
		if hits := f.grep(evidence); hits > 0 {
			t.Errorf("%q stands %d times in the mirror's files", evidence, hits)
		}
	}
	got, err := f.Evidence(ctx(), f.text("SELECT attempt_code FROM "+mirror.Reviews+" WHERE id = 1"))
	if err != nil || len(got) != 1 || len(got[0].Comments) != 2 || len(got[0].Video) != 2 || got[0].RawData == "" {
		t.Errorf("read when shown: %+v, %v", got, err)
	}
	if err := f.History(ctx(), 1, 2); err != nil || f.count(mirror.AttemptHistory) != 2 {
		t.Errorf("history read when shown: %d, %v", f.count(mirror.AttemptHistory), err)
	}
}

// Test 2: a snapshot that is taken while others write is right after it was followed.
func TestE2ESnapshotUnderWriters(t *testing.T) {
	s := newSite(t)
	s.seed(2000)
	work, stop := context.WithCancel(ctx())
	finished := make(chan int)
	go func() {
		n := 0
		for ; work.Err() == nil; n++ {
			tx := must(s.Begin())
			s.status(tx, int64(n*7%2000+1), []string{"verified", "error", "submitted"}[n%3], time.Hour+time.Duration(n)*time.Millisecond)
			s.newAttempt(tx, 1, 2, "created", time.Hour)
			check(tx.Commit())
		}
		finished <- n
	}()
	f := s.filled(nil)
	stop()
	t.Logf("%d transactions in the meantime", <-finished)
	f.poll()
	f.same("followed")
}

// Whoever only needs a decision to be there gets it first.
func TestE2EDecisionsComeFirst(t *testing.T) {
	s := newSite(t)
	s.seed(400)
	f := s.follow(t.TempDir()+"/m.sqlite3", nil)
	check(f.Attach(ctx(), f.path))
	for range 2 {
		if done, err := f.Fill(ctx()); err != nil || done {
			t.Fatal(done, err)
		}
	}
	if here, there := f.count(mirror.Attempts), s.number("SELECT count(*) FROM "+mirror.Attempts+" WHERE status IN ('submitted', 'second_review_required')"); here != there || here == 0 {
		t.Errorf("%d of %d that need a decision", here, there)
	}
	st, err := mirror.OpenStore(ctx(), f.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	page, err := st.FindAttempts(ctx(), model.AttemptQuery{Filter: model.Filter{Section: model.SectionNeedsDecision}, Limit: 5}, start(), model.DefaultStuckLimits())
	if err != nil || len(page.Rows) != 5 || page.Rows[0].Learner.Email == "" {
		t.Errorf("%+v, %v", page, err)
	}
	// The program ends here; another one goes on.
	check(f.Close())
	again := s.follow(f.path, nil)
	check(again.Sync(ctx(), f.path, false, nil))
	again.same("filled by two programs")
}

// A part of a site is a part: nothing else is read, and what ages goes.
func TestE2EScope(t *testing.T) {
	s := newSite(t)
	s.seed(200)
	do(s, "UPDATE "+mirror.Attempts+" SET modified = '2026-01-01' WHERE id <= 100")
	f := s.filled(func(c *database.Config) {
		c.Scope = mirror.Scope{Courses: []string{"course-v1:Org+c1+2026"}, Days: 90}
	})
	where := " a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id WHERE e.course_id = 'course-v1:Org+c1+2026' AND (a.modified >= '2026-08-22' OR a.status IN ('created', 'started', 'submitted', 'second_review_required', 'error'))"
	inScope := func(when string) {
		t.Helper()
		if here, there := f.count(mirror.Attempts), s.number("SELECT count(*) FROM "+mirror.Attempts+where); here != there || here == 0 {
			t.Errorf("%s: %d attempts of %d", when, here, there)
		}
		if here, there := f.count(mirror.Reviews), s.number("SELECT count(*) FROM "+mirror.Reviews+" r WHERE r.attempt_code IN (SELECT CONVERT(a.attempt_code USING latin1) FROM "+mirror.Attempts+where+")"); here != there {
			t.Errorf("%s: %d reviews of %d", when, here, there)
		}
		if f.count(mirror.Comments) != 0 {
			t.Errorf("%s: comments were not wanted", when)
		}
	}
	inScope("filled")
	if n := f.sweep(); n != 0 {
		t.Errorf("%d rows mended", n)
	}
	inScope("swept")
	old := s.number("SELECT max(a.id) FROM " + mirror.Attempts + " a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id WHERE e.course_id = 'course-v1:Org+c1+2026' AND a.modified < '2026-08-22' AND a.status = 'rejected'")
	s.status(s, old, "second_review_required", time.Hour) // it is opened again
	s.status(s, 2, "verified", time.Hour)
	f.poll()
	inScope("reopened")
	s.clock.pass(100 * 24 * time.Hour)
	f.sweep()
	f.sweep()
	if n := f.number("SELECT count(*) FROM " + mirror.Attempts + " WHERE status IN ('verified', 'rejected', 'declined')"); n != 0 {
		t.Errorf("%d closed attempts after 100 days", n)
	}
	if n := f.number("SELECT count(*) FROM " + mirror.Reviews + " WHERE attempt_code NOT IN (SELECT attempt_code FROM " + mirror.Attempts + ")"); n != 0 {
		t.Errorf("%d reviews of nothing", n)
	}
	if n := f.number("SELECT count(*) FROM auth_user WHERE id NOT IN (SELECT user_id FROM " + mirror.Attempts + ")"); n > 8 {
		t.Errorf("%d people to whom nothing refers", n)
	}
}
