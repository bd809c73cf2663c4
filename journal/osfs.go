package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

const (
	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// OSFS is the file system of the machine.
type OSFS struct{}

// MakeDir makes the missing directories one by one, because each is only safe
// once the directory above it is synced.
func (o OSFS) MakeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is not a directory: %w", dir, fs.ErrInvalid)
		}
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := o.MakeDir(parent); err != nil {
			return err
		}
	}
	// Another process may make it at the same time.
	if err := os.Mkdir(dir, dirMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the journal's directory: %w", err)
	}
	return o.SyncDir(parent)
}

// List returns the names in a directory.
func (OSFS) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the journal's directory: %w", err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

// Create makes a new file, and fails if there is one already.
func (OSFS) Create(path string) (File, error) {
	return open(path, os.O_CREATE|os.O_EXCL)
}

// Open opens an existing file.
func (OSFS) Open(path string) (File, error) {
	return open(path, 0)
}

func open(path string, flag int) (File, error) {
	// O_APPEND keeps writes at the end of the file after it was cut.
	f, err := os.OpenFile(path, flag|os.O_WRONLY|os.O_APPEND, fileMode)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return f, nil
}

// Read returns a whole file.
func (OSFS) Read(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	return data, nil
}

// Remove removes a file.
func (OSFS) Remove(path string) error {
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove the journal: %w", err)
	}
	return nil
}

// SyncDir syncs a directory.
func (OSFS) SyncDir(dir string) error {
	if !syncsDirectories {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the journal's directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync the journal's directory: %w", err)
	}
	return nil
}

// TryLock takes an advisory lock, which the system frees when the process ends
// in whatever way.
func (OSFS) TryLock(path string) (func() error, bool, error) {
	l := flock.New(path, flock.SetPermissions(fileMode))
	ok, err := l.TryLock()
	if err != nil {
		return nil, false, fmt.Errorf("lock the journal: %w", err)
	}
	return l.Unlock, ok, nil
}
