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

// during records what the database is asked while do runs. The server logs a statement
// after it has answered, so the follower asks once before and once after, and what is
// between these questions counts.
func (f *follower) during(do func()) asked {
	s := f.site
	s.t.Helper()
	must(f.Look(ctx()))
	do()
	must(f.Look(ctx()))
	rows := must(s.Query("SELECT sql_text, rows_examined FROM mysql.slow_log WHERE user_host LIKE ?", s.user+"%")) //nolint:rowserrcheck // check does
	defer func() { _ = rows.Close() }()
	var texts []string
	var examined []int64
	for rows.Next() {
		var text string
		var n int64
		check(rows.Scan(&text, &n))
		texts, examined = append(texts, text), append(examined, n)
	}
	check(rows.Err())
	end := len(texts) - 1
	for !strings.HasPrefix(texts[end], "SELECT VERSION()") {
		end--
	}
	from := end
	for !strings.Contains(texts[from-1], "Ssl_cipher") {
		from--
	}
	out := asked{statements: texts[from:end]}
	for _, n := range examined[from:end] {
		out.examined += n
		out.most = max(out.most, n)
	}
	return out
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
	idle := f.during(func() {
		for range 5 {
			f.poll()
		}
	})
	if len(idle.statements) != 5 || idle.examined > 10 {
		t.Errorf("five idle polls: %d rows looked at, %q", idle.examined, idle.statements)
	}
	decision := f.during(func() {
		s.decide(s, 1, "Clean", time.Hour)
		s.status(s, 1, "verified", time.Hour)
		f.poll()
	})
	f.same("decided")
	if n := len(decision.statements); n == 0 || n > 16 || decision.examined > 60 {
		t.Errorf("one decision: %d statements, %d rows looked at: %q", n, decision.examined, decision.statements)
	}
	sweep := f.during(func() { f.sweep() })
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
	fill := f.during(func() { check(fresh.Sync(ctx(), fresh.path, false, nil)) })
	if fill.most > 10_000*2+1000 {
		t.Errorf("a statement of the snapshot looks at %d rows", fill.most)
	}
	t.Logf("one decision: %d statements, %d rows; sweep of 12,000 attempts: %d, most rows %d; snapshot: %d, most rows %d",
		len(decision.statements), decision.examined, len(sweep.statements), sweep.most, len(fill.statements), fill.most)
}
