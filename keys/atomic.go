package keys

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"examdesk/model"
)

// What others may do with our files: nothing.
const (
	fileMode fs.FileMode = 0o600
	dirMode  fs.FileMode = 0o700
)

// shared tells that others than the owner can get at a file. Windows has no such
// bits.
func shared(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 }

// replace writes a file beside the former one and puts it in its place, so that
// nobody reads half of it and a full disk leaves the former one as it was.
func replace(path string, data []byte) error {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to // a link stays one
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".examdesk-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Chmod(fileMode), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a new name last. Windows logs new names itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// readLimited reads a file that is not longer than a limit.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLong
	}
	return data, err
}

// errTooLong is that of a file or an answer that is longer than can be right.
var errTooLong = errors.New("it is longer than can be right")

// locked runs f while no other process, and nothing else in this one, holds the
// lock of a file. The folder of the file is made if it is missing.
func locked(ctx context.Context, path string, f func() error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return model.Wrap(err, model.CodeInternal, "The folder %s cannot be made.", model.Clean(filepath.Dir(path)))
	}
	l := flock.New(path+".lock", flock.SetPermissions(fileMode))
	waiting, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	if ok, err := l.TryLockContext(waiting, 5*time.Millisecond); err != nil || !ok {
		if waiting.Err() != nil && ctx.Err() == nil {
			return model.Wrap(err, model.CodeConflict, "Another examdesk has held %s for %s; wait for it, or end it.", model.Clean(path), lockTimeout)
		}
		return model.Wrap(err, model.CodeInternal, "%s cannot be locked; is its folder writable?", model.Clean(path))
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	return f()
}
