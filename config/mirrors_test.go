package config

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"examdesk/mirror"
)

// Mirrors go with the sign-in at their LMS, and after a week without use; those of others
// stay.
func TestMirrorsGo(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	ctx := context.Background()
	now := time.Now()
	make := func(lms string, used time.Time) string {
		path, err := MirrorPath(Config{}, Target{LMS: lms})
		if err != nil {
			t.Fatal(err)
		}
		f, err := mirror.Create(ctx, path, mirror.Position{State: mirror.Filling}, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err := noteOwner(path, lms); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, path + ownerSuffix, path + "-wal"} {
			if _, err := os.Stat(name); err == nil {
				if err := os.Chtimes(name, used, used); err != nil {
					t.Fatal(err)
				}
			}
		}
		return path
	}
	there := func(path string) bool {
		all, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		return len(all) > 0
	}
	one, other, old := make("https://one.example.edu", now), make("https://other.example.edu", now), make("https://old.example.edu", now.Add(-8*24*time.Hour))
	if n, err := DropUnused(now); n != 1 || err != nil || there(old) || !there(one) || !there(other) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := DropMirrors("https://one.example.edu"); n != 1 || err != nil || there(one) || !there(other) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := DropMirrors("https://one.example.edu"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
