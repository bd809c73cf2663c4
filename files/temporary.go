package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// A temporary folder holds, besides its contents, a lock, which is held as long as the
// process lives, however it ends, and a mark that shows that the lock was taken.
const (
	temporaryLock = "examdesk.lock"
	temporaryMark = "examdesk.mark"
)

// Temporary is a folder that is removed with the process that made it.
type Temporary struct {
	Dir  string
	lock *flock.Flock
}

// NewTemporary creates a folder in the system's temporary folder that only its owner
// may enter, and removes folders with the same prefix that killed processes left
// behind.
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

// Remove removes the folder and everything in it.
func (t *Temporary) Remove() error { return removeTemporary(t.Dir, t.lock) }

// removeTemporary removes the mark last, so that a folder that is only partly removed
// can still be recognised. Not every system can remove an open file.
func removeTemporary(dir string, lock *flock.Flock) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != temporaryLock && e.Name() != temporaryMark {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(err, lock.Unlock(), os.RemoveAll(dir))
}

// sweepTemporary removes the folders that processes left behind when they ended. It
// leaves anything that it is not sure about.
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

// belongs reports whether a file has the given type and owner.
func belongs(path string, kind fs.FileMode, user int) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != kind {
		return false
	}
	owner, known := ownerOf(info)
	return !known || owner == user
}
