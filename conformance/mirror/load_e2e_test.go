//go:build e2e

package mirror

import (
	"strings"
	"testing"
	"time"

	"examdesk/mirror"
)

// asked is what the database was asked.
type asked struct {
	statements []string
	examined   int64
	most       int64
}

// during records what the follower asks while f runs.
func (s *site) during(f func()) asked {
	s.t.Helper()
	since := s.logged()
	f()
	rows := must(s.Query("SELECT sql_text, rows_examined FROM mysql.slow_log WHERE user_host LIKE ? LIMIT 100000 OFFSET ?", s.user+"%", since)) //nolint:rowserrcheck // check does
	defer func() { _ = rows.Close() }()
	var out asked
	for rows.Next() {
		var text string
		var n int64
		check(rows.Scan(&text, &n))
		out.statements = append(out.statements, text)
		out.examined += n
		out.most = max(out.most, n)
	}
	check(rows.Err())
	return out
}

func (s *site) logged() int64 {
	return s.number("SELECT count(*) FROM mysql.slow_log WHERE user_host LIKE ?", s.user+"%")
}

// Test 11: what following costs the LMS, in statements and rows that are looked at.
func TestE2ELoad(t *testing.T) {
	s := newSite(t)
	s.seed(12_000)
	for _, set := range []string{"log_output = 'TABLE'", "slow_query_log = 1", "long_query_time = 0"} { // for the sessions that begin from now on
		do(s, "SET GLOBAL "+set)
	}
	defer do(s, "SET GLOBAL slow_query_log = 0")
	f := s.filled(nil)
	s.clock.pass(mirror.Patience)
	f.poll() // gives the gaps up
	idle := s.during(func() {
		for range 5 {
			f.poll()
		}
	})
	if len(idle.statements) != 5 || idle.examined > 10 {
		t.Errorf("five idle polls: %d rows looked at, %q", idle.examined, idle.statements)
	}
	decision := s.during(func() {
		s.decide(s, 1, "Clean", time.Hour)
		s.status(s, 1, "verified", time.Hour)
		f.poll()
	})
	f.same("decided")
	if n := len(decision.statements); n == 0 || n > 16 || decision.examined > 60 {
		t.Errorf("one decision: %d statements, %d rows looked at: %q", n, decision.examined, decision.statements)
	}
	sweep := s.during(func() { f.sweep() })
	if sweep.most > 10_000*2+1000 {
		t.Errorf("a statement of the sweep looks at %d rows", sweep.most)
	}
	for _, statement := range append(append(idle.statements, decision.statements...), sweep.statements...) {
		for _, never := range []string{"*", "FOR UPDATE", "LOCK", "password", "raw_data", "JOIN"} {
			if strings.Contains(strings.ReplaceAll(statement, "COUNT(*)", ""), never) {
				t.Errorf("%s: %s", never, statement)
			}
		}
	}
	fresh := s.follow(t.TempDir()+"/m.sqlite3", nil)
	fill := s.during(func() { check(fresh.Sync(ctx(), fresh.path, false, nil)) })
	if fill.most > 10_000*2+1000 {
		t.Errorf("a statement of the snapshot looks at %d rows", fill.most)
	}
	t.Logf("one decision: %d statements, %d rows; sweep of 12,000 attempts: %d, most rows %d; snapshot: %d, most rows %d",
		len(decision.statements), decision.examined, len(sweep.statements), sweep.most, len(fill.statements), fill.most)
}
