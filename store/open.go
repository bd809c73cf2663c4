package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"examdesk/model"
)

// Options vary how a store is opened.
type Options struct {
	// ReadOnly keeps every write out.
	ReadOnly bool
	// Platform tells that what is recorded from now on is to be delivered.
	Platform bool
	// Attached are the proctoring services that are told directly.
	Attached Attached
}

// Info describes an open store.
type Info struct {
	Path string
	// Schema names what wrote the tables, e.g. "edx-proctoring 5.2.0".
	Schema string
	// Migrated tells that our tables, indexes and triggers are there.
	Migrated bool
	// Delivers tells that our tables are of the version whose outbox can be
	// delivered. An earlier version only records.
	Delivers bool
	// Platform tells that a platform is attached: see [Options].
	Platform bool
	// ReadOnly and why, as a sentence.
	ReadOnly    bool
	ReadOnlyWhy string
	// Empty tells that there are no exams.
	Empty bool
}

// Store is an open state store. It is safe for use by many goroutines.
type Store struct {
	info    Info
	read    *sql.DB
	mu      sync.Mutex // guards write and its opening
	write   *sql.DB
	profile string // the table with full names, "" if there is none
	dates   bool   // has edx-when's tables
	file    os.FileInfo
	scan    int           // see defaultScan; tests make it small
	written atomic.Int64
	told    chan struct{} // holds one when there may be something to deliver

	attached Attached
}

// Open opens a store. It changes no byte of it: the first write does.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is no path.", model.Clean(path))
	}
	if err := checkFile(abs); err != nil {
		return nil, err
	}
	read, err := openPool(abs, modeRead, max(2, runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, err
	}
	s := &Store{read: read, info: Info{Path: abs, Platform: o.Platform}, scan: defaultScan, told: make(chan struct{}, 1), attached: o.Attached}
	if err := s.inspect(ctx); err != nil {
		return nil, errors.Join(err, read.Close())
	}
	if s.file, err = os.Stat(abs); err != nil {
		return nil, errors.Join(mapError(err, "open the store"), read.Close())
	}
	switch {
	case s.info.ReadOnly:
	case o.ReadOnly:
		s.readOnly("The store was opened with --read-only.")
	case !writable(abs):
		s.readOnly("The store's file or folder cannot be written by you.")
	}
	return s, nil
}

func (s *Store) readOnly(why string) { s.info.ReadOnly, s.info.ReadOnlyWhy = true, why }

// checkFile tells what is wrong with a file before SQLite is asked, whose own
// words would not help.
func checkFile(path string) error {
	name := model.Clean(path)
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return model.Wrap(err, model.CodeNotFound, "There is no store at %s. `examdesk demo` shows sample data; `examdesk store seed` makes a store.", name)
	case err != nil:
		return model.Wrap(err, model.CodeUnavailable, "The store %s cannot be read.", name)
	case st.IsDir():
		return model.Errorf(model.CodeInvalid, "%s is a folder; name the database file in it.", name)
	case !st.Mode().IsRegular():
		return model.Errorf(model.CodeInvalid, "%s is no ordinary file.", name)
	case st.Size() == 0:
		return model.Errorf(model.CodeUnsupported, "%s is empty, so it is no state store. Remove it, or name another file.", name)
	}
	f, err := os.Open(path)
	if err != nil {
		return model.Wrap(err, model.CodeDenied, "The store %s cannot be read by you.", name)
	}
	head := make([]byte, 100)
	_, err = io.ReadFull(f, head)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return model.Errorf(model.CodeUnsupported, "%s is not a SQLite database.", name)
	}
	return checkLength(head, st.Size(), name)
}

// checkLength compares the size that the header states with the file's.
func checkLength(head []byte, size int64, name string) error {
	page := int64(head[16])<<8 | int64(head[17])
	if page == 1 {
		page = 65536
	}
	pages := int64(head[28])<<24 | int64(head[29])<<16 | int64(head[30])<<8 | int64(head[31])
	counted := string(head[24:28]) == string(head[92:96]) // else the count is not to be trusted
	if counted && pages*page > size {
		return model.Errorf(model.CodeUnavailable,
			"%s is cut off: it has %d of %d bytes. Copy it again, or restore it from a backup.", name, size, pages*page)
	}
	return nil
}

// writable tells whether the file and its folder, where the journal goes, can
// be written.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	if f.Close() != nil {
		return false
	}
	return dirWritable(filepath.Dir(path))
}

// Info describes the store.
func (s *Store) Info() Info {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.info
}

// writer opens the one writing connection at the first write.
func (s *Store) writer() (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.info.ReadOnly {
		return nil, model.Errorf(model.CodeReadOnly, "%s", s.info.ReadOnlyWhy)
	}
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	if s.write == nil {
		db, err := openPool(s.info.Path, modeWrite, 1)
		if err != nil {
			return nil, err
		}
		s.write = db
	}
	return s.write, nil
}

// sameFile tells whether the store's path still leads to the file that is open.
// SQLite would write into a file that was deleted, and all of it would be lost;
// and reading connections could look at another file than the writing one.
func (s *Store) sameFile() error {
	now, err := os.Stat(s.info.Path)
	if err == nil && os.SameFile(now, s.file) {
		return nil
	}
	return model.Wrap(err, model.CodeUnavailable,
		"The store %s was moved, deleted or replaced while it was open, so it is neither read nor written. Put it back, or start again.", model.Clean(s.info.Path))
}

// Close closes the store. What was written is moved into the file, so that no
// log is left beside it.
func (s *Store) Close() error {
	err := s.read.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.write != nil {
		if s.info.Migrated {
			_, checkpoint := s.write.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
			err = errors.Join(err, checkpoint)
		}
		err = errors.Join(err, s.write.Close())
	}
	return mapError(err, "close")
}
