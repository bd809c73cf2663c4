//go:build e2e && linux

package crash

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestE2EServeKilled kills the server under load, again and again, and finds all that
// it had answered. EXAMDESK_KILLS asks for more of it.
func TestE2EServeKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	serveWorld(t, path)
	l, rng := newLoad(path), rand.New(rand.NewPCG(5, 5))
	for range min(fromEnv(t, "EXAMDESK_KILLS", 4), 40) {
		s := serve(t, path)
		wg := l.on(t.Context(), s)
		time.Sleep(time.Duration(100+rng.IntN(400)) * time.Millisecond)
		_ = s.End(t, syscall.SIGKILL) // its error is the kill
		wg.Wait()
	}
	l.check(t, "killed")
}

// TestE2EServeStopped ends the server by SIGTERM with requests under way: each of them
// is answered, and the server ends well.
func TestE2EServeStopped(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	serveWorld(t, path)
	l := newLoad(path)
	for range 3 {
		s := serve(t, path)
		wg := l.on(t.Context(), s)
		time.Sleep(300 * time.Millisecond)
		if err := s.End(t, syscall.SIGTERM); err != nil {
			t.Errorf("it ends with %v", err)
		}
		wg.Wait()
	}
	l.check(t, "stopped")
	for _, k := range l.unsure {
		var n int
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRowContext(t.Context(), k.query, k.args...).Scan(&n); err != nil || n != 0 {
			t.Errorf("done, and not answered: %v, %v", k, err)
		}
		_ = db.Close()
	}
}

// TestE2EServeFullDisk fills the disk under load: the server refuses writes with 503,
// still reads, and goes on when there is room.
func TestE2EServeFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Fatalf("a small disk cannot be made; this test runs as root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	path, filler := filepath.Join(dir, "state.sqlite3"), filepath.Join(dir, "filler")
	serveWorld(t, path)
	l, rng := newLoad(path), rand.New(rand.NewPCG(6, 6))
	s := serve(t, path)
	for range min(fromEnv(t, "EXAMDESK_KILLS", 4), 20) {
		ctx, cancel := context.WithCancel(t.Context())
		wg := l.on(ctx, s)
		time.Sleep(100 * time.Millisecond)
		fill(t, filler, int64(rng.IntN(100_000)))
		time.Sleep(400 * time.Millisecond)
		read, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/a/b/c", nil)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokenOf("ops")
		if err != nil {
			t.Fatal(err)
		}
		read.Header.Set("Authorization", "JWT "+token)
		switch a, err := http.DefaultClient.Do(read); {
		case err != nil:
			t.Errorf("a read on the full disk: %v", err)
		default:
			if a.StatusCode != http.StatusOK {
				t.Errorf("a read on the full disk: %d", a.StatusCode)
			}
			_ = a.Body.Close()
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		before := l.answered()
		for end := time.Now().Add(20 * time.Second); l.answered() == before; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("with room again, nothing is written")
			}
		}
		cancel()
		wg.Wait()
	}
	if err := s.End(t, syscall.SIGTERM); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if l.statuses[http.StatusServiceUnavailable] == 0 {
		t.Error("no request met the full disk, so that this shows nothing")
	}
	l.check(t, "full disk")
}
