package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// stranger is a user who is neither root nor the user running the tests.
const stranger = 12345

// trusting is the checker for which what a stranger owns is a stranger's: root
// gives things away, anybody else pretends to be another user.
func trusting(t *testing.T, path string) checker {
	t.Helper()
	if os.Geteuid() != 0 {
		return checker{os.Geteuid() + 1}
	}
	if path != "" {
		if err := os.Lchown(path, stranger, stranger); err != nil {
			t.Fatal(err)
		}
	}
	return checker{0}
}

func TestCheck(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	t.Parallel()
	mine := checker{os.Geteuid()}
	for name, c := range map[string]struct {
		spoil  func(t *testing.T, dir, file string) (at string, c checker)
		refuse string
	}{
		"as it should be":        {func(_ *testing.T, _, f string) (string, checker) { return f, mine }, ""},
		"file written by all":    {chmodFile(0o602, mine), "go-w"},
		"file of a group":        {chmodFile(0o620, mine), "go-w"},
		"file that others read":  {chmodFile(0o644, mine), ""},
		"folder written by all":  {chmodDir(0o707, mine), "go-w"},
		"folder of a group":      {chmodDir(0o770, mine), "go-w"},
		"sticky folder":          {chmodDir(0o777|fs.ModeSticky, mine), ""},
		"folder above":           {chmodAbove(mine), "go-w"},
		"somebody's file":        {func(t *testing.T, _, f string) (string, checker) { return f, trusting(t, f) }, "belongs to"},
		"somebody's folder":      {func(t *testing.T, d, f string) (string, checker) { return f, trusting(t, d) }, "belongs to"},
		"link to what is fine":   {linkTo(func(*testing.T, string) checker { return mine }), ""},
		"somebody's link":        {linkTo(trusting), "belongs to"},
		"link through a bad one": {linkAround(mine), "go-w"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "above", "own folder")
			file := filepath.Join(dir, "c.yml")
			if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(file, []byte("x"), 0o600)); err != nil {
				t.Fatal(err)
			}
			at, check := c.spoil(t, dir, file)
			err := check.check(at)
			var u *UntrustedError
			switch {
			case c.refuse == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.refuse != "" && (!errors.As(err, &u) || !strings.Contains(err.Error(), c.refuse)):
				t.Errorf("%v, want a refusal with %q", err, c.refuse)
			}
		})
	}
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func chmodFile(mode fs.FileMode, c checker) func(*testing.T, string, string) (string, checker) {
	return func(t *testing.T, _, file string) (string, checker) { chmod(t, file, mode); return file, c }
}

func chmodDir(mode fs.FileMode, c checker) func(*testing.T, string, string) (string, checker) {
	return func(t *testing.T, dir, file string) (string, checker) { chmod(t, dir, mode); return file, c }
}

func chmodAbove(c checker) func(*testing.T, string, string) (string, checker) {
	return func(t *testing.T, dir, file string) (string, checker) {
		chmod(t, filepath.Dir(dir), 0o722)
		return file, c
	}
}

func linkTo(who func(*testing.T, string) checker) func(*testing.T, string, string) (string, checker) {
	return func(t *testing.T, dir, file string) (string, checker) {
		link := filepath.Join(dir, "link.yml")
		if err := os.Symlink(file, link); err != nil {
			t.Fatal(err)
		}
		return link, who(t, link)
	}
}

// linkAround leads through a folder that others may write, and back.
func linkAround(c checker) func(*testing.T, string, string) (string, checker) {
	return func(t *testing.T, dir, _ string) (string, checker) {
		open := filepath.Join(dir, "open")
		inner, outer := filepath.Join(open, "inner.yml"), filepath.Join(dir, "outer.yml")
		if err := errors.Join(os.Mkdir(open, 0o700), os.Symlink("../c.yml", inner), os.Symlink("open/inner.yml", outer)); err != nil {
			t.Fatal(err)
		}
		chmod(t, open, 0o733)
		return outer, c
	}
}

// What is not there is said as such, unless something on the way is bad.
func TestCheckMissing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "not", "there.yml")
	if err := Check(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := CheckPresent(path); err != nil {
		t.Errorf("%v", err)
	}
	chmod(t, dir, 0o777)
	if err := CheckPresent(path); Refused(err, "It") == nil {
		t.Errorf("%v", err)
	}
}

// A device holds nothing that anyone put there, and a pipe that a shell hands
// over is one's own.
func TestCheckSpecial(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such files")
	}
	t.Parallel()
	if err := Check("/dev/null"); err != nil {
		t.Errorf("%v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = errors.Join(r.Close(), w.Close()) }()
	if _, err := os.Stat("/proc/self/fd"); err == nil {
		if err := Check(fmt.Sprintf("/proc/self/fd/%d", r.Fd())); err != nil {
			t.Errorf("%v", err)
		}
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	listed := func(dir string) func() string { return func() string { return dir } }
	for _, c := range []struct{ env, listed, want string }{
		{"/home/a", "/home/b", "/home/a"},
		{"", "/home/b", "/home/b"},
		{".", "/home/b", "/home/b"},
		{"", "", ""},
		{"tmp", "tmp", ""},
	} {
		got, err := homeOf(c.env, listed(c.listed))
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("HOME=%q, listed %q: %q, %v", c.env, c.listed, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), "Set HOME") {
			t.Errorf("%v does not say what to set", err)
		}
	}
}
