package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"examdesk/model"
)

// Options vary how a store is opened.
type Options struct {
	// ReadOnly keeps every write out.
	ReadOnly bool
	// Platform reports whether what is recorded from now on is to be delivered.
	Platform bool
	// Attached are the proctoring services that are notified directly.
	Attached Attached
}

// Store is an open state store. It is safe for use by many goroutines. It is the
// sum of its parts, each of which answers one kind of question by itself; what
// takes several in one moment asks a [Tx].
type Store struct {
	*database

	activityReads
	checker
	migrator
	courseReads
	detailQuestions
	follower
	learnerFinder
	outboxReads
	outboxRoutes
	peopleReads
}

func newStore(d *database) *Store {
	return &Store{
		d, activityReads{d}, checker{d}, migrator{d}, courseReads{d}, detailQuestions{d}, follower{d}, learnerFinder{d}, outboxReads{d},
		outboxRoutes{d}, peopleReads{d},
	}
}

// Open opens a store. It changes no byte of it; only the first write does. What
// SQLite can recover is opened. What a killed program left half done is rolled
// back by SQLite itself, in the store if that may be written and in a private
// copy if not; [Store.Reading] returns which.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	return open(ctx, path, o, false)
}

// open opens a store; follows says that a mirror is opened to be written.
func open(ctx context.Context, path string, o Options, follows bool) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is not a valid path.", path)
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
	s := &database{read: read, info: model.StoreInfo{Path: abs, Platform: o.Platform}, scan: defaultScan, told: make(chan struct{}, 1), attached: o.Attached, follows: follows}
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
		s.readOnly("You cannot write to the store's file or folder.")
	case read.reading().Why != nil:
		s.readOnly("The store can only be read, from a copy: where it is, SQLite cannot open it (" + model.Sentence(mapError(read.reading().Why, "open it")) + ")")
	}
	return newStore(s), nil
}

// realPath follows symbolic links, as SQLite does: its log and journal are beside the
// file, not beside the link.
func realPath(path string) string {
	if found, err := filepath.EvalSymlinks(path); err == nil {
		return found
	}
	return path
}

// openProblem explains why a store could not be opened.
func openProblem(path string, err error) error {
	if isDamage(err) {
		return damage(path, err)
	}
	return mapError(err, "open it")
}

// checkFile returns what is wrong with a file before SQLite opens it, whose own
// words would not help. It does not open it; see [file].
func checkFile(path string) error {
	name, seen := model.Clean(path), look(path)
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return model.Wrap(err, model.CodeNotFound, "There is no store at %s. `examdesk demo` shows sample data; `examdesk store seed` creates a store.", name)
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
			name, listed(seen.beside(path)))
	case st.Size() == 0:
		return model.Errorf(model.CodeUnsupported, "%s is empty, so it is not a state store. Remove it, or name another file.", name)
	case !canRead(path):
		return model.Errorf(model.CodeDenied, "You do not have permission to read the store %s.", name)
	}
	return nil
}
