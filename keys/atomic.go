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

	"examdesk/files"
	"examdesk/model"
)

// Permissions of examdesk's files and folders: the owner alone has access.
const (
	fileMode fs.FileMode = 0o600
	dirMode  fs.FileMode = 0o700
)

// shared reports whether users other than the owner have access to a file. Windows has
// no such bits.
func shared(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 }

// target resolves a link, so that writing replaces the file and not the link.
func target(path string) string {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		return to
	}
	return path
}

// beside returns the path to which a file is written before it replaces the old one. It
// is always the same, so that leftovers of a killed process do not pile up.
func beside(path string) string {
	path = target(path)
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
}

// Replace writes a file beside the old one and then renames it over that, so that no
// one reads half of it and a full disk leaves the old one intact. The caller holds the
// file's lock, see [Locked].
func Replace(path string, data []byte, mode fs.FileMode) error {
	half := beside(path)
	path = target(path)
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	tmp, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(half) }()
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(half, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a new name durable. Windows logs new names itself.
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

// ReadFile reads a file of at most limit bytes. The file may be a pipe: ReadFile waits
// for it no longer than ctx lasts, and not at all if no process writes to it.
func ReadFile(ctx context.Context, path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|openWithoutWaiting, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	// Only a pipe has a deadline, and only a pipe needs one.
	defer context.AfterFunc(ctx, func() { _ = f.SetReadDeadline(time.Now()) })()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLong
	}
	return data, err
}

// errTooLong means that a file or an answer is too long to be valid.
var errTooLong = errors.New("it is too long to be valid")

// readLimited reads one of examdesk's own files, or one that the configuration names.
func readLimited(ctx context.Context, path string, limit int64) ([]byte, error) {
	if err := files.CheckPresent(path); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, programTimeout)
	defer cancel()
	data, err := ReadFile(limited, path, limit)
	if errors.Is(err, fs.ErrNotExist) {
		if info, linkErr := os.Lstat(path); linkErr == nil && info.Mode()&fs.ModeSymlink != 0 {
			return nil, errNowhere
		}
	}
	return data, err
}

// refusedOr returns the error for a file that others could have written, or otherwise
// if err is anything else.
func refusedOr(err error, otherwise *model.Error) error {
	if refused := files.Refused(err, "A file of examdesk's"); refused != nil {
		return refused
	}
	return otherwise
}

// errNowhere means that a link leads to something that does not exist, such as a disk
// that is not mounted. A new file must not be written in its place.
var errNowhere = errors.New("it is a link to something that does not exist")

// Locked runs f while it holds the lock of a file, which no other process and nothing
// else in this process holds. It creates the file's folder if it is missing.
func Locked(ctx context.Context, path string, f func() error) error {
	return LockedWithin(ctx, path, lockTimeout, f)
}

// LockedWithin is like [Locked], and waits for the lock as long as patience says.
func LockedWithin(ctx context.Context, path string, patience time.Duration, f func() error) (err error) {
	if refused := files.Refused(files.CheckPresent(path), "A file of examdesk's"); refused != nil {
		return refused
	}
	path = target(path)
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return model.Wrap(err, model.CodeInternal, "The folder %s cannot be created.", filepath.Dir(path))
	}
	l := flock.New(path+".lock", flock.SetPermissions(fileMode))
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if ok, err := l.TryLockContext(waiting, 5*time.Millisecond); err != nil || !ok {
		switch {
		case ctx.Err() != nil:
			return model.Wrap(context.Cause(ctx), model.CodeInterrupted, "Interrupted while waiting for another examdesk process.")
		case waiting.Err() != nil:
			return model.Wrap(err, model.CodeConflict, "Another examdesk process has held %s for %s; wait for it, or end it.", path, patience)
		}
		return model.Wrap(err, model.CodeInternal, "%s cannot be locked; is its folder writable?", path)
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	return f()
}
