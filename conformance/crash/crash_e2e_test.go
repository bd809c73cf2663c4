//go:build e2e && linux

package crash

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// pythonWrites is another program's writer, with Python's own SQLite.
const pythonWrites = `
import sqlite3
c = sqlite3.connect(input(), isolation_level=None, timeout=10)
c.execute("PRAGMA cache_size = 1")
c.execute("PRAGMA synchronous = 0") # a process is killed here, and not the power
try: n = int(c.execute("SELECT last_name FROM auth_user WHERE id = 1").fetchone()[0])
except ValueError: n = 0
while True:
    n += 1
    c.execute("BEGIN IMMEDIATE")
    c.execute("UPDATE auth_user SET last_name = ? WHERE id = 1", (str(n),))
    c.execute("UPDATE proctoring_proctoredexamstudentattempt SET time_remaining_seconds = ?", (n,))
    c.execute("UPDATE proctoring_proctoredexamsoftwaresecurereview SET raw_data = substr(raw_data, 1, 500) || ?", (str(n),))
    c.execute("COMMIT")
    print(f"round {n}", flush=True)
`

// TestE2EKilledPython kills a Python program that writes as an LMS does.
func TestE2EKilledPython(t *testing.T) {
	t.Parallel()
	python := os.Getenv("EXAMDESK_ORACLE_PYTHON")
	if python == "" {
		t.Fatal("EXAMDESK_ORACLE_PYTHON is not set; run make e2e")
	}
	kills := fromEnv(t, "EXAMDESK_KILLS", 4)
	for name, migrated := range map[string]bool{"guest, python": false, "migrated, python": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(3, uint64(len(name))))
			path := fresh(t, t.TempDir(), migrated)
			var c tally
			for range kills {
				c.add(next(t, path, killed(t, exec.CommandContext(context.Background(), python, "-c", pythonWrites), path, rng)))
			}
			c.check(t, name)
		})
	}
}

// TestE2ERealFullDisk fills a small disk while a writer writes, and kills it. The
// next process opens and lists on the full disk, and decides when there is room.
func TestE2ERealFullDisk(t *testing.T) {
	t.Parallel()
	rounds := fromEnv(t, "EXAMDESK_KILLS", 4)
	for name, migrated := range map[string]bool{"guest": false, "migrated": true} {
		for _, kind := range []string{"decisions", "lms"} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
					t.Fatalf("a small disk cannot be made; this test runs as root: %v", err)
				}
				t.Cleanup(func() {
					if err := syscall.Unmount(dir, 0); err != nil {
						t.Error(err)
					}
				})
				rng := rand.New(rand.NewPCG(4, uint64(len(name+kind))))
				path := fresh(t, dir, migrated)
				filler := filepath.Join(dir, "filler")
				var c tally
				for range rounds {
					fill(t, filler, int64(rng.IntN(200_000)))
					said := killed(t, self(t, kind, envLimit+"=none"), path, rng)
					o, err := open(t.Context(), path)
					if err != nil {
						t.Errorf("on the full disk: %v", err)
					} else if rows, err := candidates(t.Context(), o); err != nil || len(rows) == 0 {
						t.Errorf("on the full disk: %d rows, %v", len(rows), err)
					}
					if o != nil {
						_ = o.Close() // what is in the log may find no room in the file
					}
					if err := os.Remove(filler); err != nil {
						t.Fatal(err)
					}
					c.add(next(t, path, said))
				}
				c.check(t, strings.Join([]string{name, kind, "full disk"}, ", "))
			})
		}
	}
}

// fill makes a disk full but for some bytes.
func fill(t *testing.T, path string, but int64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		err = f.Truncate(max(0, size-but))
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
