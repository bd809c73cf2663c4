package journal

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// A process's file is named after its store, so that the journals of other stores are
// not even opened. The number is the version of the format: a later version gets
// another name, which this program ignores.
const (
	logSuffix  = ".1.log"
	lockSuffix = ".1.lock"
	// dirLock is held while files come and go, so that no one takes a file
	// that its process has made and not yet locked for an abandoned one.
	dirLock = "dir.lock"

	lockPause = 5 * time.Millisecond
	lockLimit = 10 * time.Second
)

func (j *Journal) path(name string) string { return filepath.Join(j.cfg.Dir, name) }

// lockDir takes the directory's lock and returns the function that releases it. The
// wait is bounded: the holder keeps the lock for a few writes only, unless it was
// stopped.
func (j *Journal) lockDir(ctx context.Context) (func(), error) {
	ctx, cancel := context.WithTimeout(ctx, lockLimit)
	defer cancel()
	pause := time.NewTicker(lockPause)
	defer pause.Stop()
	for {
		release, ok, err := j.cfg.FS.TryLock(j.path(dirLock))
		if err != nil {
			return nil, err
		}
		if ok {
			// The lock is free once its file is closed, whatever that says.
			return func() { _ = release() }, nil
		}
		select {
		case <-ctx.Done():
			return nil, model.Wrap(ctx.Err(), model.CodeUnavailable,
				"Another examdesk process holds the journal's directory and does not release it.")
		case <-pause.C:
		}
	}
}

// ensureLog creates this process's file if it does not exist yet.
func (j *Journal) ensureLog(ctx context.Context) error {
	if j.log != nil {
		return nil
	}
	if err := j.cfg.FS.MakeDir(j.cfg.Dir); err != nil {
		return err
	}
	unlock, err := j.lockDir(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return j.makeLog()
}

// makeLog makes this process's file. The directory's lock must be held.
func (j *Journal) makeLog() error {
	base := j.path(j.store + "-" + j.cfg.NewID())
	release, ok, err := j.cfg.FS.TryLock(base + lockSuffix)
	if err != nil {
		return err
	}
	if !ok {
		return model.Errorf(model.CodeInternal, "The id of a new journal is in use.")
	}
	file, err := j.cfg.FS.Create(base + logSuffix)
	if err != nil {
		return errors.Join(err, release(), j.cfg.FS.Remove(base+lockSuffix))
	}
	// Without its name a file that is synced is lost all the same.
	if err := j.cfg.FS.SyncDir(j.cfg.Dir); err != nil {
		return errors.Join(err, file.Close(), j.removeFiles(base, release))
	}
	j.log = &logFile{file: file, path: base, release: release}
	return nil
}

// removeFiles removes a file and then its lock, so that a file is never without one.
// The caller holds the directory's lock.
func (j *Journal) removeFiles(base string, release func() error) error {
	err := j.cfg.FS.Remove(base + logSuffix)
	return errors.Join(err, release(), j.cfg.FS.Remove(base+lockSuffix))
}

// discard closes a process's file and removes it if nothing in it is open.
func (j *Journal) discard(ctx context.Context, log *logFile) error {
	// What failed and could not be cut off gets its last chance here.
	err := errors.Join(log.cut(), log.file.Close())
	if len(j.book.open) > 0 {
		return asProblem(errors.Join(err, log.release()))
	}
	unlock, lockErr := j.lockDir(ctx)
	if lockErr != nil {
		// An empty file does no harm; the next process removes it.
		return asProblem(errors.Join(err, log.release()))
	}
	defer unlock()
	return asProblem(errors.Join(err, j.removeFiles(log.path, log.release)))
}

func asProblem(err error) error {
	if err == nil {
		return nil
	}
	return model.Wrap(err, model.CodeInternal, "The journal was not closed cleanly; nothing in it is lost.")
}

// others returns the files of other processes that may hold decisions on this store,
// without their suffixes. A lock without a file is left over from a removal.
func (j *Journal) others() ([]string, error) {
	names, err := j.cfg.FS.List(j.cfg.Dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, base := range bases(names) {
		if j.log != nil && j.log.path == j.path(base) {
			continue
		}
		mine, err := j.isMine(base)
		if err != nil {
			return nil, err
		}
		if mine {
			out = append(out, j.path(base))
		}
	}
	return out, nil
}

// bases returns the names of the files in a journal's directory, each once.
func bases(names []string) []string {
	var out []string
	for _, name := range names {
		base, isLog := strings.CutSuffix(name, logSuffix)
		if !isLog {
			var isLock bool
			if base, isLock = strings.CutSuffix(name, lockSuffix); !isLock {
				continue
			}
		}
		out = append(out, base)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isMine reports whether a file belongs to this store: by its name, or because its
// decisions were taken where this store is. A file under another of the store's names
// may belong to a copy, which has that name too.
func (j *Journal) isMine(base string) (bool, error) {
	key, _, _ := strings.Cut(base, "-")
	if key == j.store {
		return true, nil
	}
	if !j.also[key] && j.cfg.Place == "" {
		return false, nil
	}
	data, err := j.cfg.FS.Read(j.path(base) + logSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // a lock that does no harm
	}
	if err != nil {
		return false, err
	}
	records := parse(data)
	for _, r := range records {
		if r.Kind == kindTaken && !j.isOfHere(r) {
			return false, nil
		}
	}
	return j.also[key] || len(records) > 0, nil
}

// isOfHere reports whether a decision was taken on this store.
func (j *Journal) isOfHere(r record) bool {
	switch {
	case r.Store == j.store, r.Place != "" && r.Place == j.cfg.Place:
		return true
	case !j.also[r.Store]:
		return false
	}
	return r.Place == "" || !j.cfg.Elsewhere(r.Place)
}
