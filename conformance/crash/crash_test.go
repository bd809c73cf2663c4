package crash

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"examdesk/model"
	"examdesk/store"
)

// fromEnv is a number from the environment, so that CI can run for longer.
func fromEnv(t *testing.T, name string, usual int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s is not a number: %v", name, err)
	}
	return n
}

// fresh unpacks the database that edx-proctoring wrote, and migrates it or not.
func fresh(t *testing.T, dir string, migrated bool) string {
	t.Helper()
	path := filepath.Join(dir, "state.sqlite3")
	storetest.WriteTo(t, path)
	if migrated {
		s, err := store.Open(context.Background(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// tally counts what a test saw.
type tally struct{ kills, opened, rolledBack, logs, confirmed, lost, doubled, torn int }

func (c *tally) add(d tally) {
	c.kills, c.opened, c.rolledBack, c.logs = c.kills+d.kills, c.opened+d.opened, c.rolledBack+d.rolledBack, c.logs+d.logs
	c.confirmed, c.lost, c.doubled, c.torn = c.confirmed+d.confirmed, c.lost+d.lost, c.doubled+d.doubled, c.torn+d.torn
}

func (c *tally) String() string {
	return fmt.Sprintf("kills %d  opened %d  (hot journals %d, logs %d)  confirmed %d  lost %d  doubled %d  torn %d",
		c.kills, c.opened, c.rolledBack, c.logs, c.confirmed, c.lost, c.doubled, c.torn)
}

// killed starts a writer, kills it somewhere, and returns what it had confirmed.
func killed(t *testing.T, cmd *exec.Cmd, path string, rng *rand.Rand) []string {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintln(in, path); err != nil {
		t.Fatal(err)
	}
	// One that says nothing, as on a full disk, is killed all the same.
	silent := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer silent.Stop()
	lines, said := bufio.NewScanner(out), []string(nil)
	lines.Split(wholeLines)
	for range 1 + rng.IntN(4) {
		if !lines.Scan() || lines.Text() == "end" {
			break
		}
		said = append(said, lines.Text())
	}
	time.Sleep(time.Duration(rng.IntN(30_000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	for lines.Scan() { // what it printed before, it had promised
		said = append(said, lines.Text())
	}
	_ = cmd.Wait() // it was killed
	for _, line := range said {
		if strings.HasPrefix(line, "failed") && os.Getenv(envLimit) == "" && !limited(cmd) {
			t.Fatalf("the writer: %s", line)
		}
	}
	return said
}

// wholeLines leaves out a last line that the kill cut off.
func wholeLines(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

func limited(cmd *exec.Cmd) bool {
	for _, v := range cmd.Env {
		if strings.HasPrefix(v, envLimit+"=") {
			return true
		}
	}
	return false
}

// self starts the test binary as a writer.
func self(t *testing.T, kind string, env ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), exe)
	cmd.Env = append(append(os.Environ(), envWriter+"="+kind), env...)
	return cmd
}

// next is what the next process does: it opens the store, lists, decides, and
// finds what was confirmed.
func next(t *testing.T, path string, said []string) (c tally) {
	t.Helper()
	ctx := context.Background()
	c.kills = 1
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 32 {
		c.logs = 1
	}
	o, err := open(ctx, path)
	if err != nil {
		t.Errorf("it cannot be opened: %v", err)
		return c
	}
	defer func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}()
	c.rolledBack = len(o.Reading().RolledBack)
	page, err := o.Guarded.FindAttempts(ctx, model.AttemptQuery{Limit: 50})
	if err != nil || len(page.Rows) != 50 {
		t.Errorf("%d attempts are listed: %v", len(page.Rows), err)
		return c
	}
	if why := o.Store.Info().ReadOnlyWhy; why != "" {
		t.Errorf("it cannot be written: %s", why)
		return c
	}
	c.opened = 1
	c.add(promises(t, path, said))
	rows, err := candidates(ctx, o)
	if err != nil || len(rows) == 0 {
		t.Errorf("%d candidates, %v", len(rows), err)
		return c
	}
	for _, row := range rows {
		d := decision(row)
		if _, err := o.Decide(ctx, d); err == nil {
			c.add(promises(t, path, []string{fmt.Sprintln("decided", row.Attempt.ID, d.Stamp.UnixMicro())}))
			return c
		} else if code := model.CodeOf(err); code == model.CodeUnavailable || code == model.CodeInternal {
			t.Errorf("it cannot be decided: %v", err)
			return c
		}
	}
	t.Error("none of the candidates can be decided")
	return c
}

// promises looks for what a writer confirmed, with a connection of its own.
func promises(t *testing.T, path string, said []string) (c tally) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)")
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
	for _, line := range said {
		f := strings.Fields(line)
		switch f[0] {
		case "decided":
			micros, err := strconv.ParseInt(f[2], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			stamp := strings.TrimSuffix(time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.000000"), ".000000")
			n := number("SELECT count(*) FROM proctoring_proctoredexamstudentattempt_history WHERE id = ? AND history_date = ?", f[1], stamp)
			c.count(n)
		case "set":
			n := number("SELECT count(*) > 0 FROM proctoring_proctoredexamstudentattempt_history WHERE id = ? AND status = ?", f[1], f[2])
			c.count(n)
		case "round":
			n := number("SELECT last_name + 0 >= ? + 0 FROM auth_user WHERE id = 1", f[1])
			c.count(n)
		case "migrated":
			c.count(number("SELECT count(*) FROM sqlite_master WHERE name = 'examdesk_attempt_ins'"))
		}
	}
	// A transaction is there whole or not at all.
	const mixed = "SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE time_remaining_seconds IS NOT (SELECT last_name + 0 FROM auth_user WHERE id = 1 AND last_name + 0 > 0)"
	if number("SELECT last_name + 0 FROM auth_user WHERE id = 1") > 0 && number(mixed) > 0 {
		c.torn++
	}
	return c
}

func (c *tally) count(n int) {
	c.confirmed++
	if n == 0 {
		c.lost++
	}
	if n > 1 {
		c.doubled++
	}
}

// check fails the test for what was lost, done twice or left unopened.
func (c *tally) check(t *testing.T, name string) {
	t.Helper()
	t.Logf("%s: %s", name, c)
	if c.opened != c.kills || c.lost+c.doubled+c.torn > 0 {
		t.Errorf("%s: %s", name, c)
	}
}

// TestKilledWriters kills each kind of writer on each kind of store.
// EXAMDESK_KILLS asks for more of it.
func TestKilledWriters(t *testing.T) {
	t.Parallel()
	kills := fromEnv(t, "EXAMDESK_KILLS", 2)
	for _, migrated := range []bool{false, true} {
		for _, kind := range kinds(migrated) {
			name := map[bool]string{false: "guest", true: "migrated"}[migrated] + ", " + kind
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				rng, dir := rand.New(rand.NewPCG(1, uint64(len(name)))), t.TempDir()
				path := fresh(t, dir, migrated)
				var c tally
				for range kills {
					if kind == "migrate" {
						path = fresh(t, t.TempDir(), false)
					}
					c.add(next(t, path, killed(t, self(t, kind), path, rng)))
				}
				c.check(t, name)
			})
		}
	}
}

// TestFullDisk lets the writer's disk be full at various points, and kills it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	rounds := fromEnv(t, "EXAMDESK_KILLS", 2)
	for _, migrated := range []bool{false, true} {
		for _, kind := range []string{"decisions", "lms"} {
			name := map[bool]string{false: "guest", true: "migrated"}[migrated] + ", " + kind
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(2, uint64(len(name))))
				path := fresh(t, t.TempDir(), migrated)
				var c tally
				for range rounds {
					info, err := os.Stat(path)
					if err != nil {
						t.Fatal(err)
					}
					limit := info.Size() + int64(rng.IntN(400_000))
					if migrated && rng.IntN(2) == 0 {
						limit = int64(rng.IntN(3_000_000)) // the log's, and a moved page's
					}
					said := killed(t, self(t, kind, fmt.Sprintf("%s=%d", envLimit, limit)), path, rng)
					c.add(next(t, path, said))
				}
				c.check(t, name)
			})
		}
	}
}
