package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"examdesk/cli/kit"
)

// after ends a run once as many lines were written.
type after struct {
	bytes.Buffer
	lines int
	end   func()
}

func (w *after) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if strings.Count(w.String(), "\n") >= w.lines {
		w.end()
	}
	return n, err
}

// waiting are attempts that can be decided, and somebody who may.
func waitingIn(t *testing.T, store string, n int) (ids []string, by string) {
	t.Helper()
	list := firstRow(t, store, "SELECT group_concat(id, ' ') FROM (SELECT a.id FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e "+
		"ON e.id = a.proctored_exam_id WHERE a.status = 'second_review_required' AND e.is_proctored ORDER BY a.id LIMIT "+strconv.Itoa(n)+")")
	ids = strings.Fields(list)
	if len(ids) != n {
		t.Fatalf("%d attempts wait", len(ids))
	}
	return ids, firstRow(t, store, "SELECT username FROM auth_user WHERE is_staff AND is_active ORDER BY id LIMIT 1")
}

func verifiedOf(t *testing.T, store string, ids []string) int {
	t.Helper()
	n, _ := strconv.Atoi(firstRow(t, store, "SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE status = 'verified' AND id IN ("+strings.Join(ids, ",")+")"))
	return n
}

func seeded(t *testing.T, attempts int) (home, store string) {
	t.Helper()
	home = keysHome(t, "secrets: {store: plain}\n")
	store = filepath.Join(filepath.Dir(home), "s.sqlite3")
	if status, said := keysRun(t, home, "", "store", "seed", "--attempts", strconv.Itoa(attempts), "--store", store); status != 0 {
		t.Fatal(said)
	}
	return home, store
}

// Interrupted in the midst of many attempts, a command says how many are done,
// and that is how many are.
func TestInterruptedBetweenAttempts(t *testing.T) {
	home, file := seeded(t, 900)
	ids, by := waitingIn(t, file, 6)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	out, said := &after{lines: 2, end: end}, &bytes.Buffer{}
	args := append([]string{"--config", home, "--store", file, "--as", by, "attempt", "review", "--outcome", "clean", "--yes"}, ids...)
	status := Run(ctx, args, kit.Env{In: strings.NewReader(""), Out: out, Err: said, Clock: time.Now, Version: "test"})
	m := regexp.MustCompile(`^examdesk: Interrupted\. (\d+) of 6 attempts are done; the other (\d+) were not changed\.\n$`).FindStringSubmatch(said.String())
	if status != 130 || m == nil {
		t.Fatalf("%d, %s", status, said)
	}
	if n := verifiedOf(t, file, ids); strconv.Itoa(n) != m[1] || n < 2 || n > 5 {
		t.Errorf("%d are verified, said %s", n, m[1])
	}
	if strings.Contains(out.String(), "failed") {
		t.Errorf("what was not reached failed: %s", out)
	}
}

// Every command that is told to end before it begins ends with 130, one plain
// sentence, and without a change.
func TestInterruptedAtOnce(t *testing.T) {
	home, file := bytesHome(t)
	before := digest(t, file)
	ctx, end := context.WithCancel(t.Context())
	end()
	for _, args := range [][]string{
		{"attempt", "list"}, {"attempt", "list", "--json", "--limit", "0"}, {"attempt", "view", "1"}, {"review", "list"}, {"review", "held"}, {"learner", "find", "a"},
		{"exam", "list"}, {"exam", "set", "1", "--minutes", "90", "--yes"}, {"policy", "set", "1", "-", "--yes"}, {"policy", "history", "1"}, {"allowance", "list"},
		{"allowance", "import", "-", "--yes"}, {"review", "receive", "x", "-", "--yes"}, {"outbox", "list"}, {"keys", "set", "a/b/c", "--stdin", "--yes"},
		{"attempt", "review", "1", "2", "--outcome", "clean", "--yes"}, {"attempt", "delete", "1", "2", "--yes"}, {"store", "check"},
	} {
		in, writer := io.Pipe()
		var out, said bytes.Buffer
		all := append([]string{"--config", home, "--store", file, "--as", firstRow(t, file, "SELECT username FROM auth_user WHERE is_staff AND is_active ORDER BY id LIMIT 1")}, args...)
		status := Run(ctx, all, kit.Env{In: in, Out: &out, Err: &said, Clock: time.Now, Version: "test"})
		_ = writer.Close()
		if status != 130 || !strings.HasPrefix(said.String(), "examdesk: Interrupted. ") || strings.Count(said.String(), "\n") != 1 || strings.Contains(said.String(), "context") {
			t.Errorf("%q: %d, %s", args, status, said.String())
		}
	}
	if digest(t, file) != before {
		t.Error("the store changed")
	}
}

// gone is a reader that has left, or a disk that is full.
type gone struct {
	err   error
	after int
	n     int
}

func (g *gone) Write(p []byte) (int, error) {
	if g.n++; g.n > g.after {
		return 0, g.err
	}
	return len(p), nil
}

// A command that changes something does all of it though no one reads what it
// prints any more. What only lists stops.
func TestReaderLeaves(t *testing.T) {
	home, file := seeded(t, 900)
	ids, by := waitingIn(t, file, 30)
	var said bytes.Buffer
	args := append([]string{"--config", home, "--store", file, "--as", by, "attempt", "review", "--outcome", "clean", "--yes"}, ids...)
	status := Run(t.Context(), args, kit.Env{In: strings.NewReader(""), Out: &gone{err: syscall.EPIPE, after: 1}, Err: &said, Clock: time.Now, Version: "test"})
	if n := verifiedOf(t, file, ids); status != 0 || n != 30 || said.Len() > 0 {
		t.Errorf("%d, %d of 30 are verified, %s", status, n, said.String())
	}
	for _, err := range []error{syscall.EPIPE, syscall.ENOSPC} {
		said.Reset()
		out := &gone{err: fmt.Errorf("write: %w", err)}
		status := Run(t.Context(), []string{"--config", home, "--store", file, "attempt", "list", "--limit", "0", "--json"},
			kit.Env{In: strings.NewReader(""), Out: out, Err: &said, Clock: time.Now, Version: "test"})
		want := errors.Is(err, syscall.EPIPE)
		if (status == 0) != want || (said.Len() == 0) != want || out.n != 1 {
			t.Errorf("%v: %d after %d writes, %s", err, status, out.n, said.String())
		}
	}
}
