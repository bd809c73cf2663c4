package files

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

const (
	temporaryPrefix = "examdesk-trial-"
	holdsVariable   = "EXAMDESK_TEST_HOLDS_TEMPORARY"
)

// TestMain is also the process that makes a folder and is killed.
func TestMain(m *testing.M) {
	if os.Getenv(holdsVariable) != "" {
		t, err := NewTemporary(temporaryPrefix)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if err := os.WriteFile(filepath.Join(t.Dir, "data"), []byte("x"), 0o600); err != nil {
			os.Exit(1)
		}
		fmt.Println(t.Dir)
		time.Sleep(time.Minute)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// holder starts a process that has a folder, and ends it as the caller says.
func holder(t *testing.T) (dir string, kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), holdsVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("it said nothing")
	}
	return lines.Text(), func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// The next one removes what a killed process left, at once; nothing that is in
// use, and nothing that is not surely such a folder.
func TestTemporaryRemovesWhatTheKilledLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR"))
	dead, kill := holder(t)
	used, end := holder(t)
	defer end()
	kill()
	stay := []string{used}
	for name, make := range map[string]func(string) error{
		"unmarked": func(p string) error { return os.Mkdir(p, 0o700) },
		"file":     func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"link":     func(p string) error { return os.Symlink(dead, p) },
		"linked-mark": func(p string) error {
			if err := os.Mkdir(p, 0o700); err != nil {
				return err
			}
			return os.Symlink(filepath.Join(used, temporaryMark), filepath.Join(p, temporaryMark))
		},
	} {
		path := filepath.Join(os.TempDir(), temporaryPrefix+name)
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		stay = append(stay, path)
	}
	own, err := NewTemporary(temporaryPrefix)
	if err != nil {
		t.Fatal(err)
	}
	if exists(dead) {
		t.Error("what the killed process left is still there")
	}
	for _, path := range append(stay, own.Dir, filepath.Join(used, "data")) {
		if !exists(path) {
			t.Errorf("%s is gone", filepath.Base(path))
		}
	}
	if err := own.Remove(); err != nil || exists(own.Dir) {
		t.Error(err)
	}
}

// Whose folder it is decides, too.
func TestTemporaryLeavesOthersAlone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR"))
	dead, kill := holder(t)
	kill()
	if sweepTemporary(temporaryPrefix, os.Geteuid()+1); runtime.GOOS != "windows" && !exists(dead) {
		t.Error("another person's folder is gone")
	}
	if sweepTemporary(temporaryPrefix, os.Geteuid()); exists(dead) {
		t.Error("the person's own is still there")
	}
}
