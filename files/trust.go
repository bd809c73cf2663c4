package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"examdesk/model"
)

// maxLinks is how many links are followed; the kernel's limit is the same.
const maxLinks = 40

// Check refuses a file or folder that others could have written: one that they own or
// may write to, or that lies behind a folder or link for which that is so. If the path
// does not exist the error is [fs.ErrNotExist], after everything that exists has been
// checked.
func Check(path string) error { return checker{os.Geteuid()}.check(path) }

// CheckPresent is like [Check], but the path need not exist.
func CheckPresent(path string) error {
	if err := Check(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// checker trusts root and one user.
type checker struct{ user int }

func (c checker) check(path string) error {
	if runtime.GOOS == "windows" { // has no such bits
		_, err := os.Stat(path)
		return err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return model.Wrap(err, model.CodeInvalid, "%s is not a path that can be followed.", path)
	}
	return c.walk(abs)
}

// walk checks each part of the path, including links and their targets.
func (c checker) walk(abs string) error {
	at, rest := string(filepath.Separator), parts(abs)
	if err := c.look(at, true); err != nil {
		return err
	}
	for links := 0; len(rest) > 0; {
		next := filepath.Join(at, rest[0])
		info, err := os.Lstat(next)
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			if err := c.look(next, len(rest) > 1); err != nil {
				return err
			}
			at, rest = next, rest[1:]
			continue
		}
		if links++; links > maxLinks {
			return model.Errorf(model.CodeInvalid, "%s leads through too many links.", abs)
		}
		if err := c.owned(next, info); err != nil {
			return err
		}
		to, err := os.Readlink(next)
		if err != nil {
			return err
		}
		switch {
		case open(next): // a file that is open already, as a shell hands one over
			return c.look(next, false)
		case filepath.IsAbs(to):
			at, rest = string(filepath.Separator), append(parts(to), rest[1:]...)
		default:
			at, rest = string(filepath.Separator), append(parts(filepath.Join(at, to)), rest[1:]...)
		}
	}
	return nil
}

func parts(abs string) []string {
	return strings.FieldsFunc(filepath.Clean(abs), func(r rune) bool { return r == filepath.Separator })
}

// open reports whether a link is one of Linux's links to an open file, whose target has
// no path.
func open(link string) bool {
	return strings.HasPrefix(link, "/proc/") && filepath.Base(filepath.Dir(link)) == "fd"
}

// look refuses what others own or may write to. A folder with the sticky bit is
// accepted on the way: in it each user may change only their own files, and the next
// part is checked too.
func (c checker) look(path string, onTheWay bool) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := c.owned(path, info); err != nil {
		return err
	}
	mode := info.Mode()
	writable := mode.Perm()&0o022 != 0
	switch {
	case mode&fs.ModeDevice != 0: // /dev/null is written by all and holds nothing
		return nil
	case onTheWay && mode&fs.ModeSticky != 0:
		return nil
	case writable && mode.Perm()&0o002 == 0 && mightAnyway(info):
		return nil
	case writable:
		return &UntrustedError{Path: path, Why: fmt.Sprintf("others may write to it (%s)", mode.Perm()), Remedy: "chmod go-w " + quoted(path)}
	}
	return nil
}

func (c checker) owned(path string, info fs.FileInfo) error {
	owner, known := ownerOf(info)
	if !known || owner == 0 || owner == c.user {
		return nil
	}
	return &UntrustedError{Path: path, Why: fmt.Sprintf("it belongs to %s, not to you", userName(owner)), Remedy: fmt.Sprintf("chown -h %d %s", c.user, quoted(path))}
}

// quoted quotes a path for a shell.
func quoted(path string) string {
	path = model.Clean(path)
	if strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("/._-+@%:,=", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// UntrustedError names the file or folder that others could have written, and the
// command that prevents it.
type UntrustedError struct{ Path, Why, Remedy string }

// Error names the path, why it is not trusted, and what to run.
func (e *UntrustedError) Error() string {
	return fmt.Sprintf("%s cannot be trusted, since %s; look at what is there, then run: %s", model.Clean(e.Path), e.Why, e.Remedy)
}

// Refused returns a sentence for an [UntrustedError] that says what the file is for,
// and nil for any other error.
func Refused(err error, what string) error {
	var u *UntrustedError
	if !errors.As(err, &u) {
		return nil
	}
	return model.Wrap(err, model.CodeDenied, "%s is not used: %s", what, u.Error())
}
