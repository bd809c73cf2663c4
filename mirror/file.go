package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// File is a mirror that is open for its follower.
type File struct {
	// Clock tells the time, by which what was sent is waited for.
	Clock func() time.Time

	path string
	m    *store.Mirror
	// tables are what is known of the tables that were written to.
	tables map[string]*table
}

// Path returns where the mirror of a source is, in a folder: one file for each source.
// Name what tells sources apart, such as the address and the person.
func Path(dir string, names ...string) string {
	sum := sha256.New()
	for _, n := range names {
		_, _ = sum.Write(append([]byte(n), 0))
	}
	return filepath.Join(dir, "mirror-"+hex.EncodeToString(sum.Sum(nil)[:8])+".sqlite3")
}

// Create makes an empty mirror for a first position, and opens it. Only its owner can
// read the file. dates says that the source shows edx-when's tables.
func Create(ctx context.Context, path string, first Position, dates bool) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The folder of the mirror, %s, cannot be created.", filepath.Dir(path))
	}
	data, err := json.Marshal(first)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The position of the mirror cannot be written.")
	}
	if err := store.CreateMirror(ctx, path, data, dates); err != nil {
		return nil, err
	}
	f, err := Open(ctx, path)
	if err != nil {
		return nil, errors.Join(err, Drop(path))
	}
	return f, nil
}

// Open opens a mirror for its follower. The error has [model.CodeNotFound] if there is
// none.
func Open(ctx context.Context, path string) (*File, error) {
	m, err := store.OpenMirror(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := m.Logged(ctx); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return &File{Clock: time.Now, path: path, m: m, tables: map[string]*table{}}, nil
}

// Path returns where the file is.
func (f *File) Path() string { return f.path }

// Close closes the mirror.
func (f *File) Close() error { return f.m.Close() }

// Migrate adds examdesk's tables, by which lists and counts are quick; see
// [store.Store.Migrate]. progress may be nil.
func (f *File) Migrate(ctx context.Context, progress func(done, total int64, what string)) error {
	return f.m.Migrate(ctx, progress)
}

// Migrated reports whether examdesk's tables are there, in their newest version.
func (f *File) Migrated(ctx context.Context) (bool, error) { return f.m.Migrated(ctx) }

// Forget makes sure that what was deleted is not left in the log either.
func (f *File) Forget(ctx context.Context) error { return f.m.Forget(ctx) }

// Position reads where the mirror is.
func (f *File) Position(ctx context.Context) (p Position, err error) {
	err = f.m.Read(ctx, func(tx store.Querier) error {
		p, _, err = readPosition(ctx, tx)
		return err
	})
	return p, err
}

// Querier is what questions about the mirror are asked of.
type Querier = store.Querier

// Read runs f on one snapshot of the mirror, for a source that compares.
func (f *File) Read(ctx context.Context, ask func(Querier) error) error { return f.m.Read(ctx, ask) }

func readPosition(ctx context.Context, tx store.Querier) (p Position, text string, err error) {
	var gen int64
	if err := tx.QueryRowContext(ctx, "SELECT gen, position FROM "+store.MirrorTable+" WHERE id = 1").Scan(&gen, &text); err != nil {
		return p, "", model.Wrap(err, model.CodeUnsupported, "The position of the mirror cannot be read; `examdesk mirror drop` removes the mirror, and it is filled again.")
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, "", model.Wrap(err, model.CodeUnsupported, "The position of the mirror was written by another version; `examdesk mirror drop` removes the mirror, and it is filled again.")
	}
	p.Gen = gen
	return p, text, nil
}

// OpenStore opens a mirror to be read, as a store. The engine works on it as on any
// other that is only read.
func OpenStore(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	o.ReadOnly = true
	s, err := store.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	if !s.IsMirror() {
		return nil, errors.Join(model.Errorf(model.CodeUnsupported, "%s is not a mirror.", path), s.Close())
	}
	return s, nil
}

// beside are the files that may stand beside a mirror.
func beside(path string) []string {
	return []string{path, path + "-wal", path + "-shm", path + "-journal", path + pulseSuffix, path + leaseSuffix}
}

// Drop removes a mirror with all that stands beside it. A follower that has it open
// fails at its next write. It is not an error if there is none.
func Drop(path string) error {
	var errs []error
	for _, name := range beside(path) {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The mirror %s cannot be removed.", path)
	}
	return nil
}
