//go:build e2e

package mirror

import (
	"os"
	"path/filepath"
	"strconv"
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
	texts, examined := s.slowLog()
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

// slowLog reads what the site's reader has asked, in order, and how many rows were looked
// at for each. The log is a file, not a table: MariaDB crashed once while it was one.
func (s *site) slowLog() (texts []string, examined []int64) {
	s.t.Helper()
	mine := false
	for _, line := range strings.Split(string(must(os.ReadFile(slowLogFile()))), "\n") {
		switch {
		case strings.HasPrefix(line, "# User@Host: "):
			mine = strings.HasPrefix(line, "# User@Host: "+s.user+"[")
		case !mine || strings.HasPrefix(line, "SET timestamp=") || strings.HasPrefix(line, "use ") || line == "":
		case strings.HasPrefix(line, "#"):
			if _, after, found := strings.Cut(line, "Rows_examined: "); found {
				n, _, _ := strings.Cut(after, " ")
				examined = append(examined, must(strconv.ParseInt(n, 10, 64)))
			}
		default:
			texts = append(texts, line)
		}
	}
	if len(texts) != len(examined) {
		s.t.Fatalf("%d statements in the log, and %d counts", len(texts), len(examined))
	}
	return texts, examined
}

func slowLogFile() string { return filepath.Join(mariadb.dir, "slow") }

// Test 11: what following costs the LMS, in statements and rows that are looked at.
func TestE2ELoad(t *testing.T) {
	s := newSite(t)
	s.seed(12_000)
	for _, set := range []string{"log_output = 'FILE'", "slow_query_log_file = '" + slowLogFile() + "'", "slow_query_log = 1", "long_query_time = 0"} { // for the sessions that begin from now on
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
