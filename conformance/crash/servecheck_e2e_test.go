//go:build e2e && linux

package crash

import (
	"context"
	"database/sql"
	"os/exec"
	"testing"

	"examdesk/conformance/served"
	"examdesk/store"
)

// check looks for all that was promised, and for anything half written, with a
// connection of its own.
func (l *load) check(t *testing.T, name string) {
	t.Helper()
	db, err := sql.Open("sqlite", l.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	number := func(query string, args ...any) (n int) {
		if err := db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		return n
	}
	lost, doubled, happened := 0, 0, 0
	for _, k := range l.promised {
		switch n := number(k.query, k.args...); {
		case n == 0:
			lost++
		case n > 1:
			doubled++
		}
	}
	for _, k := range l.unsure {
		n := number(k.query, k.args...)
		happened += min(n, 1)
		doubled += max(0, n-1)
	}
	half := 0
	for _, query := range []string{
		"SELECT count(*) FROM proctoring_proctoredexamstudentattempt a WHERE proctored_exam_id = 1 AND (SELECT count(*) FROM proctoring_proctoredexamstudentattempt_history h WHERE h.id = a.id AND h.history_type = '+') <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamstudentattempt a WHERE proctored_exam_id = 1 AND (SELECT count(*) FROM examdesk_activity l WHERE l.attempt_id = a.id) <> 2",
		"SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE proctored_exam_id = 1 AND status <> 'started'",
		"SELECT count(*) FROM proctoring_proctoredexamstudentallowance l WHERE (SELECT count(*) FROM examdesk_activity y WHERE y.subject_id = l.id AND y.subject = 'allowance') <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview r WHERE exam_id = 3 AND (SELECT count(*) FROM proctoring_proctoredexamstudentattemptcomment c WHERE c.review_id = r.id) <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview r WHERE exam_id = 3 AND (SELECT status FROM proctoring_proctoredexamstudentattempt a WHERE a.attempt_code = r.attempt_code) <> 'verified'",
		"SELECT count(*) FROM examdesk_decision d WHERE (SELECT count(*) FROM examdesk_activity l WHERE l.decision_id = d.id) <> 1",
		"SELECT count(*) FROM pragma_foreign_key_check",
	} {
		if n := number(query); n > 0 {
			half += n
			t.Errorf("%d of: %s", n, query)
		}
	}
	t.Logf("%s: %d answers 2xx, %d without an answer (%d of them in the store), by status %v; lost %d, doubled %d, half written %d",
		name, len(l.promised), len(l.unsure), happened, l.statuses, lost, doubled, half)
	if lost+doubled+half+len(l.bad) > 0 {
		t.Errorf("%s: lost %d, doubled %d, half written %d, wrong answers %v", name, lost, doubled, half, l.bad)
	}
	if len(l.promised) < 10 {
		t.Errorf("%s: hardly anything was written, so that this shows nothing", name)
	}
	l.sound(t)
}

// sound asks SQLite and examdesk whether the store is in order.
func (l *load) sound(t *testing.T) {
	t.Helper()
	s, err := store.Open(context.Background(), l.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	findings, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
	verify := exec.CommandContext(context.Background(), served.Binary(t), "audit", "verify", "--store", "sqlite:"+l.path)
	verify.Env = served.Home(t.TempDir())
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("audit verify: %v\n%s", err, out)
	}
}
