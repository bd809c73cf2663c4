//go:build e2e

package mirror

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"examdesk/conformance/lms"
	"examdesk/mirror"
	"examdesk/mirror/database"
	"examdesk/model"
)

// changes is how many random changes the real library makes: a sample, unless more are
// wanted (make soak makes ten thousand).
func changes(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("EXAMDESK_MIRROR_CHANGES"); s != "" {
		return must(strconv.Atoi(s))
	}
	return 600
}

// live is a site with edx-proctoring itself.
type live struct {
	*lms.LMS
	site   *site
	script string
}

func startLive(t *testing.T) *live {
	t.Helper()
	l := &live{LMS: lms.Start(t, lms.Options{Workers: 1, Unseeded: true}), script: must(filepath.Abs("testdata/churn.py"))}
	l.Stop() // the script changes the database itself
	reads := must(mysql.ParseDSN(l.ReadDSN))
	owner := must(mysql.ParseDSN(l.OwnerDSN))
	owner.ParseTime = false // times are compared as texts
	db := must(sql.Open("mysql", owner.FormatDSN()))
	t.Cleanup(func() { _ = db.Close() })
	l.site = &site{DB: db, t: t, name: reads.DBName, user: reads.User, password: reads.Passwd, clock: &clock{}}
	return l
}

// follow follows the real database by way of the harness's wire, with the real time.
func (l *live) follow(path string) *follower {
	reads := must(mysql.ParseDSN(l.ReadDSN))
	return l.site.follow(path, func(c *database.Config) {
		c.Clock = time.Now
		c.Host, c.Port, _ = strings.Cut(reads.Addr, ":")
		c.Credentials = func(context.Context, bool) (database.Credentials, error) {
			return database.Credentials{User: reads.User, Password: model.NewSecret(reads.Passwd)}, nil
		}
	})
}

func (l *live) run(args ...string) string {
	l.site.t.Helper()
	out, err := l.Script(ctx(), l.script, args...).Output()
	if err != nil {
		l.site.t.Fatalf("churn.py %v: %v %s", args, err, stderr(err))
	}
	return string(out)
}

func stderr(err error) string {
	if e, is := err.(*exec.ExitError); is { //nolint:errorlint // it comes from os/exec itself
		return string(e.Stderr[max(0, len(e.Stderr)-3000):])
	}
	return ""
}

// each does the named changes one after the other, in one process.
func (l *live) each(names []string, after func(name string)) {
	t := l.site.t
	t.Helper()
	cmd := l.Script(ctx(), l.script, "serve", "7")
	in, out := must(cmd.StdinPipe()), must(cmd.StdoutPipe())
	var problems bytes.Buffer
	cmd.Stderr = &problems
	check(cmd.Start())
	defer func() { _ = in.Close(); _ = cmd.Wait() }()
	answers := bufio.NewReader(out)
	for _, name := range names {
		done := 0
		for try := 0; try < 60 && done < 3; try++ {
			must(io.WriteString(in, name+"\n"))
			answer, err := answers.ReadString('\n')
			if err != nil {
				t.Fatalf("%s: %v %s", name, err, problems.String())
			}
			if answer == "done\n" {
				done++
			}
		}
		if done == 0 {
			t.Errorf("%s was never done", name)
		}
		after(name)
	}
}

// Test 12: what edx-proctoring itself does, by operation and at random.
func TestE2ERealLibrary(t *testing.T) {
	l := startLive(t)
	l.run("prepare", "1")
	path := filepath.Join(t.TempDir(), "m.sqlite3")
	f := l.follow(path)
	check(f.Sync(ctx(), path, false, nil))
	f.same("filled")
	lines := strings.Split(strings.TrimSpace(l.run("names")), "\n")
	tracedNames, untracedNames := strings.Fields(lines[0]), strings.Fields(lines[1])
	l.each(append(append([]string{}, tracedNames...), untracedNames...), func(name string) {
		f.poll()
		d := f.differences()
		mended := f.sweep()
		if isTraced := contains(tracedNames, name); isTraced && (len(d) > 0 || mended > 0) {
			t.Errorf("%s leaves a trace, and %d rows differ after a poll: %.600q", name, len(d), d)
		}
		f.same("swept after " + name)
		t.Logf("%-28s after a poll %3d rows differ, the sweep mended %3d", name, len(d), mended)
	})

	n := changes(t)
	f = l.churn(f, n/2, "traced", false)
	f.same("after traced changes, without a sweep")
	if mended := f.sweep(); mended != 0 {
		t.Errorf("the sweep mended %d rows after changes that leave a trace", mended)
	}
	f = l.churn(f, n-n/2, "all", true)
	before := len(f.differences())
	mended := f.sweep() // ends the round that was under way
	mended += f.sweep()
	f.same("after all changes and one whole sweep")
	t.Logf("%d changes at random by four writers; after the last poll %d rows differed, the sweep mended %d, and %d differ", n, before, mended, len(f.differences()))
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// churn lets four writers change the database, whose transactions stay open for up to
// ten seconds and whose ids come in steps, while the follower polls, ends and begins
// again; and once the server crashes.
func (l *live) churn(f *follower, n int, kinds string, crash bool) *follower {
	t := l.site.t
	t.Helper()
	const writers = 4
	type ending struct {
		out []byte
		err error
	}
	ended := make(chan ending, writers)
	for w := range writers {
		cmd := l.Script(ctx(), l.script, "run", fmt.Sprint(100+w), fmt.Sprint(n/writers), "3", fmt.Sprint(w%3+1), "10", kinds)
		go func() {
			out, err := cmd.Output()
			ended <- ending{out, err}
		}()
	}
	polls, restarts, failures := 0, 0, 0
	for left := writers; left > 0; {
		select {
		case e := <-ended:
			if left--; e.err != nil {
				t.Fatalf("a writer: %v %s", e.err, stderr(e.err))
			}
			continue
		case <-time.After(time.Duration(rand.IntN(300)) * time.Millisecond):
		}
		polls++
		err := f.Poll(ctx())
		if polls%4 == 0 && kinds == "all" {
			_, err = f.Sweep(ctx())
		}
		if err != nil {
			failures++
		}
		switch {
		case crash && polls == 20:
			l.StopDatabase(true)
			l.StartDatabase()
		case polls%25 == 0:
			check(f.Close())
			f = l.follow(f.path)
			check(f.Attach(ctx(), f.path))
			restarts++
		}
	}
	if failures > 0 && !crash {
		t.Errorf("%d questions failed", failures)
	}
	f.poll()
	if f.position().State == mirror.Rebuild {
		f.rebuilt()
	}
	t.Logf("%s: %d polls, %d restarts of the follower, %d failures", kinds, polls, restarts, failures)
	return f
}
