package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

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

// Store is an open state store. It is safe for use by many goroutines.
type Store struct {
	info    model.StoreInfo
	read    *source
	watch   watch
	mu      sync.Mutex // guards write and its opening
	write   *sql.DB
	profile string // the table with full names, "" if there is none
	dates   bool   // has edx-when's tables
	file    os.FileInfo
	scan    int // see defaultScan; tests make it small
	written atomic.Int64
	told    chan struct{} // holds one when there may be something to deliver

	attached Attached
}

// Open opens a store. It changes no byte of it: the first write does. What
// SQLite can recover is opened. What a killed program left half done is rolled
// back by SQLite itself, in the store if that may be written and in a private
// copy if not; [Store.Reading] says which.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is not a path.", model.Clean(path))
	}
	file := realPath(abs)
	if err := checkFile(file); err != nil {
		return nil, err
	}
	mayWrite := canWrite(file)
	read, err := openSource(ctx, file, mayWrite && !o.ReadOnly)
	if err != nil {
		return nil, openProblem(file, err)
	}
	s := &Store{read: read, info: model.StoreInfo{Path: abs, Platform: o.Platform}, scan: defaultScan, told: make(chan struct{}, 1), attached: o.Attached}
	if err := s.inspect(ctx); err != nil {
		return nil, errors.Join(openProblem(file, err), read.Close())
	}
	if s.file, err = os.Stat(abs); err != nil {
		return nil, errors.Join(mapError(err, "open the store"), read.Close())
	}
	switch {
	case s.info.ReadOnly:
	case o.ReadOnly:
		s.readOnly("The store was opened with --read-only.")
	case !mayWrite:
		s.readOnly("The store's file or folder cannot be written by you.")
	case read.reading().Why != nil:
		s.readOnly("The store can only be read, from a copy: where it is, SQLite cannot open it (" + model.Sentence(mapError(read.reading().Why, "open it")) + ")")
	}
	return s, nil
}

// realPath follows symbolic links, as SQLite does: its log and journal stand
// beside the file and not beside the link.
func realPath(path string) string {
	if found, err := filepath.EvalSymlinks(path); err == nil {
		return found
	}
	return path
}

// openProblem says why a store could not be opened.
func openProblem(path string, err error) error {
	if isDamage(err) {
		return damage(path, err)
	}
	return mapError(err, "open it")
}

func (s *Store) readOnly(why string) { s.info.ReadOnly, s.info.ReadOnlyWhy = true, why }

// checkFile says what is wrong with a file before SQLite is asked, whose own
// words would not help. It does not open it; see [file].
func checkFile(path string) error {
	name, seen := model.Clean(path), look(path)
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return model.Wrap(err, model.CodeNotFound, "There is no store at %s. `examdesk demo` shows sample data; `examdesk store seed` makes a store.", name)
	case err != nil:
		return model.Wrap(err, model.CodeUnavailable, "The store %s cannot be read.", name)
	case st.IsDir():
		return model.Errorf(model.CodeInvalid, "%s is a folder; name the database file in it.", name)
	case !st.Mode().IsRegular():
		return model.Errorf(model.CodeInvalid, "%s is not an ordinary file.", name)
	case st.Size() == 0 && len(seen.beside(path)) > 0:
		// SQLite would take what is beside an empty file for a leftover, and
		// remove it.
		return model.Errorf(model.CodeUnavailable, "%s is empty, and %s beside it may hold what was in it. Change and remove none of these files: copy them together to a safe place first.",
			name, model.Clean(listed(seen.beside(path))))
	case st.Size() == 0:
		return model.Errorf(model.CodeUnsupported, "%s is empty, so it is not a state store. Remove it, or name another file.", name)
	case !canRead(path):
		return model.Errorf(model.CodeDenied, "The store %s cannot be read by you.", name)
	}
	return nil
}

// Reading says how the rows are read at present.
func (s *Store) Reading() Reading { return s.read.reading() }

// Notes are remarks about how the store is read, with ages as of now.
func (s *Store) Notes(now time.Time) []string {
	r := s.Reading()
	out := append([]string(nil), r.RolledBack...)
	switch {
	case !r.Copied.IsZero():
		out = append(out, "Read from a private copy of the store, made "+copyAge(r.Copied, now)+"; a new one is made when the store changes.")
	case r.Still:
		out = append(out, "The store's file is read as it stands, since SQLite cannot put its log's index beside it; it is opened again when it changes.")
	}
	return out
}

// CopyNote says how old the private copy is that is read, in a few words; it is
// empty if the store itself is read.
func (s *Store) CopyNote(now time.Time) string {
	if at := s.Reading().Copied; !at.IsZero() {
		return "copy made " + copyAge(at, now)
	}
	return ""
}

// Info describes the store.
func (s *Store) Info() model.StoreInfo {
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
	s.watch.mu.Lock()
	err = errors.Join(err, s.watch.close())
	s.watch.mu.Unlock()
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
