package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// What a temporary folder holds besides its contents proper: a lock, held for as
// long as the process lives, in whatever way it ends, and a mark that says that
// the lock was taken.
const (
	temporaryLock = "examdesk.lock"
	temporaryMark = "examdesk.mark"
)

// Temporary is a folder that goes with the process that made it.
type Temporary struct {
	Dir  string
	lock *flock.Flock
}

// NewTemporary makes a folder among the system's temporary ones, which only its
// owner may enter, and removes those of the same prefix that processes left behind
// which were killed.
func NewTemporary(prefix string) (*Temporary, error) {
	sweepTemporary(prefix, os.Geteuid())
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	t := &Temporary{Dir: dir, lock: flock.New(filepath.Join(dir, temporaryLock), flock.SetPermissions(0o600))}
	held, err := t.lock.TryLock()
	if err == nil && !held {
		err = fs.ErrExist
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, temporaryMark), nil, 0o600)
	}
	if err != nil {
		return nil, errors.Join(err, t.Remove())
	}
	return t, nil
}

// Remove removes the folder with all that is in it.
func (t *Temporary) Remove() error { return removeTemporary(t.Dir, t.lock) }

// removeTemporary removes the mark last, so that what is left if it is cut short
// is still known for what it is. An open file cannot be removed everywhere.
func removeTemporary(dir string, lock *flock.Flock) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != temporaryLock && e.Name() != temporaryMark {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(err, lock.Unlock(), os.RemoveAll(dir))
}

// sweepTemporary removes the folders of processes that have ended without doing
// so. What is not surely one of them stays.
func sweepTemporary(prefix string, user int) {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		mark, lock := filepath.Join(dir, temporaryMark), filepath.Join(dir, temporaryLock)
		if !belongs(dir, fs.ModeDir, user) || !belongs(mark, 0, user) || !belongs(lock, 0, user) {
			continue
		}
		l := flock.New(lock, flock.SetPermissions(0o600))
		if free, err := l.TryLock(); err == nil && free {
			_ = removeTemporary(dir, l) // and by the next one if not now
		}
	}
}

// belongs reports whether a file has that type and that owner.
func belongs(path string, kind fs.FileMode, user int) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != kind {
		return false
	}
	owner, known := ownerOf(info)
	return !known || owner == user
}
