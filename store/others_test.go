//go:build linux

package store

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// envReader makes the test binary a reader of the store that the first line of
// its input names.
const envReader = "EXAMDESK_TEST_READER"

func TestMain(m *testing.M) {
	if os.Getenv(envReader) != "" {
		if err := readerProcess(bufio.NewScanner(os.Stdin)); err != nil {
			fmt.Println("failed:", strings.ReplaceAll(err.Error(), "\n", " "))
		}
		return
	}
	os.Exit(m.Run())
}

// readerProcess answers each line that it is given with how many attempts have
// the status that the line names, and with what it says about how it reads.
func readerProcess(in *bufio.Scanner) error {
	if !in.Scan() {
		return in.Err()
	}
	s, err := Open(context.Background(), in.Text(), Options{})
	if err != nil {
		return err
	}
	for in.Scan() {
		var n int
		err := s.View(context.Background(), func(tx *Tx) error {
			return tx.tx.QueryRowContext(context.Background(), "SELECT count(*) FROM "+tableAttempt+" WHERE status = ?", in.Text()).Scan(&n)
		})
		if err != nil {
			return err
		}
		r := s.Reading()
		fmt.Printf("%d copied=%v still=%v readonly=%v %q\n", n, !r.Copied.IsZero(), r.Still, s.Info().ReadOnly, s.Notes(time.Now()))
	}
	return s.Close()
}

// reader is a process of a user who may read a store but not write it.
type reader struct {
	t   *testing.T
	in  io.WriteCloser
	out *bufio.Scanner
}

// startReader starts a reader under a user id that owns nothing here. Who runs
// the tests without being root is kept out by the modes alone.
func startReader(t *testing.T, path string) *reader {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), "/proc/self/exe") // the binary is where others may not look
	cmd.Env = append(os.Environ(), envReader+"=1", "TMPDIR="+openFolder(t))
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
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
	r := &reader{t: t, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the reader: %v", err)
		}
	})
	if _, err := fmt.Fprintln(in, path); err != nil {
		t.Fatal(err)
	}
	return r
}

// openFolder is a folder in which everybody may make files.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// count asks the reader, and returns its answer.
func (r *reader) count(status string) string {
	r.t.Helper()
	if _, err := fmt.Fprintln(r.in, status); err != nil {
		r.t.Fatal(err)
	}
	if !r.out.Scan() {
		r.t.Fatal("the reader ended")
	}
	return r.out.Text()
}

// follows asks until the answer is the one that is wanted: a copy is not made
// again at once.
func (r *reader) follows(status, want string) {
	r.t.Helper()
	var said string
	for range 400 {
		if said = r.count(status); strings.HasPrefix(said, want) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	r.t.Errorf("%s: %s, not %s", status, said, want)
}

// guarded closes the folder of a store against writing.
func guarded(tb testing.TB, path string) string {
	tb.Helper()
	for _, suffix := range []string{"", logSuffix, "-shm", journalSuffix} {
		if err := os.Chmod(path+suffix, 0o444); err != nil && !os.IsNotExist(err) {
			tb.Fatal(err)
		}
	}
	for dir := filepath.Dir(path); strings.HasPrefix(dir, os.TempDir()+"/"); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Dir(path), 0o555); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.Chmod(filepath.Dir(path), 0o700) })
	return path
}

// TestWhoMayNotWriteReads opens, as a user who may not write, what a killed
// writer, a full disk or an orderly end left, and no byte of it changes.
func TestWhoMayNotWriteReads(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		path         func(testing.TB) string
		status, want string
	}{
		"a guest":                      {sharedCopy, "submitted", "395 copied=false still=false readonly=true []"},
		"a guest with a hot journal":   {halfDone, "half_done", "0 copied=true still=false readonly=true"},
		"migrated, closed":             {migratedCopy, "submitted", "395 copied=false still=true readonly=true"},
		"migrated, a log":              {func(tb testing.TB) string { return logged(tb) }, "verified", "1431 copied=true still=false readonly=true"},
		"migrated, a log, its index":   {func(tb testing.TB) string { return logged(tb, "-shm") }, "verified", "1431 "},
		"shorter than its header says": {cutOff, "verified", "1431 copied=true still=false readonly=true"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := guarded(t, c.path(t))
			before := dirHash(t, filepath.Dir(path))
			if said := startReader(t, path).count(c.status); !strings.HasPrefix(said, c.want) {
				t.Errorf("%s, not %s", said, c.want)
			}
			if after := dirHash(t, filepath.Dir(path)); after != before {
				t.Errorf("reading changed the folder:\n%s\n%s", before, after)
			}
		})
	}
}

// TestWhoMayNotWriteFollows reads a store while another process writes it, comes
// and goes.
func TestWhoMayNotWriteFollows(t *testing.T) {
	t.Parallel()
	stores := map[string]func(testing.TB) string{
		"guest": sharedCopy, "guest, hot": halfDone, "migrated": migratedCopy, "migrated, a log": func(tb testing.TB) string { return logged(tb) },
	}
	for name, of := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if os.Geteuid() != 0 {
				t.Skip("only root can write where the reader may not; CI runs as root")
			}
			path := guarded(t, of(t))
			r := startReader(t, path)
			r.follows("seen-0", "0 ")
			write := func(n int, keep bool) func() {
				db, err := sql.Open("sqlite", path)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := db.ExecContext(t.Context(), fmt.Sprintf("UPDATE %s SET status = 'seen-%d' WHERE id %% 10 = %d", tableAttempt, n, n)); err != nil {
					t.Fatal(err)
				}
				if !keep {
					_ = db.Close()
				}
				return func() { _ = db.Close() }
			}
			for n := 1; n <= 3; n++ {
				write(n, false)
				r.follows(fmt.Sprint("seen-", n), "14")
			}
			done := write(4, true)
			r.follows("seen-4", "14")
			write(5, false)
			r.follows("seen-5", "14")
			done()
			write(6, false)
			r.follows("seen-6", "14")
		})
	}
}
