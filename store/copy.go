package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"

	"examdesk/model"
)

// copyPrefix begins the names of the folders that hold copies; copyLock is held
// by the process that reads a copy, for as long as it lives.
const (
	copyPrefix = "examdesk-copy-"
	copyLock   = "lock"
	copyName   = "store.sqlite3"
)

// privateCopy is a copy of a store, in a folder that only its owner may enter.
// It is for people who may not write where the store is: SQLite recovers the copy
// instead of the store.
type privateCopy struct {
	dir  string
	lock *flock.Flock
	// at is when copying began, seen what the store looked like then.
	at   time.Time
	seen files
}

// openCopy copies a store, lets SQLite recover the copy, and opens it.
func openCopy(ctx context.Context, path string) (_ *privateCopy, _ *sql.DB, err error) {
	sweepCopies()
	c, err := newCopy()
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			c.remove()
		}
	}()
	if err := c.take(ctx, path); err != nil {
		return nil, nil, err
	}
	own := filepath.Join(c.dir, copyName)
	recovered, err := openPool(own, modeWrite, 1)
	if err != nil {
		return nil, nil, err
	}
	if err := errors.Join(probe(ctx, recovered), recovered.Close()); err != nil {
		return nil, nil, err
	}
	pool, err := openReading(ctx, own, modeRead)
	return c, pool, err
}

func newCopy() (*privateCopy, error) {
	dir, err := os.MkdirTemp("", copyPrefix)
	if err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The store can only be read from a copy, and there is no place for one; set TMPDIR to a folder that you may write.")
	}
	c := &privateCopy{dir: dir, lock: flock.New(filepath.Join(dir, copyLock), flock.SetPermissions(0o600))}
	if _, err := c.lock.TryLock(); err != nil {
		c.remove()
		return nil, model.Wrap(err, model.CodeUnavailable, "The store can only be read from a copy, and the copy's folder %s cannot be locked.", dir)
	}
	return c, nil
}

// take copies the database and the files beside it, again and again until all of them
// are from the same moment.
func (c *privateCopy) take(ctx context.Context, path string) error {
	const tries, pause = 40, 25 * time.Millisecond
	for range tries {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.at, c.seen = time.Now(), look(path)
		if c.seen.log.holds(walHeader) || c.seen.settled(c.at) {
			if err := c.copyFiles(path); err != nil {
				return err
			}
			if c.seen.whole(look(path)) {
				return nil
			}
		}
		time.Sleep(pause)
	}
	return model.Errorf(model.CodeUnavailable, "The store %s changes while it is being copied, and it can only be read from a copy; try again.", path)
}

// copyFiles copies the database first and the log last; see [files.whole].
func (c *privateCopy) copyFiles(path string) error {
	for _, suffix := range []string{"", journalSuffix, logSuffix} {
		own := filepath.Join(c.dir, copyName+suffix)
		if err := copyFile(path+suffix, own); err != nil {
			if suffix != "" && errors.Is(err, fs.ErrNotExist) {
				if err := os.Remove(own); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return model.Wrap(err, model.CodeUnavailable, "A copy of the store cannot be kept in %s.", c.dir)
				}
				continue
			}
			return copyProblem(err, path+suffix, c.dir)
		}
	}
	return nil
}

func copyProblem(err error, path, dir string) error {
	if errors.Is(err, fs.ErrPermission) {
		return model.Wrap(err, model.CodeDenied, "You do not have permission to read %s.", path)
	}
	return model.Wrap(err, model.CodeUnavailable, "The store can only be read from a copy, and %s cannot be copied to %s; set TMPDIR to a folder with room for it.",
		path, filepath.Dir(dir))
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// remove removes the copy. The next process removes what could not be.
func (c *privateCopy) remove() {
	_ = c.lock.Unlock()
	_ = os.RemoveAll(c.dir)
}

// sweepCopies removes the copies of processes that have ended without doing so.
func sweepCopies() {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), copyPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || !ownedByUs(info) || time.Since(info.ModTime()) < time.Minute {
			continue // others', or one that is being made
		}
		lock := flock.New(filepath.Join(dir, copyLock), flock.SetPermissions(0o600))
		if free, err := lock.TryLock(); err == nil && free {
			_ = lock.Unlock()
			_ = os.RemoveAll(dir)
		}
	}
}

// copyAge returns how old a copy is, in words.
func copyAge(at, now time.Time) string {
	age := now.Sub(at)
	switch {
	case age < 2*time.Second:
		return "just now"
	case age < 2*time.Minute:
		return strconv.Itoa(int(age/time.Second)) + " s ago"
	case age < 2*time.Hour:
		return strconv.Itoa(int(age/time.Minute)) + " min ago"
	}
	return strconv.Itoa(int(age/time.Hour)) + " h ago"
}
