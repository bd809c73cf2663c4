package journal

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"examdesk/model"
)

// abandoned is the file of a process that has ended, with its contents.
type abandoned struct {
	base    string
	release func() error
	records []record
	// damaged holds the pieces that cannot be read.
	damaged [][]byte
}

// Adopt takes over the open decisions of this store that earlier processes left behind
// when they ended, and returns how many. They wait for a person's answer: none is sent
// automatically. Open does this once; a long-running program may repeat it. If the disk
// fails halfway, the journal accepts nothing more and has to be closed: only the next
// process can find out which file holds what.
func (j *Journal) Adopt(ctx context.Context) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(ctx); err != nil {
		return 0, err
	}
	n, err := j.adopt(ctx)
	if err != nil {
		return 0, model.Wrap(err, model.CodeUnavailable,
			"What an earlier session left in the journal could not be taken over. It is kept in %s.", j.cfg.Dir)
	}
	return n, nil
}

func (j *Journal) adopt(ctx context.Context) (int, error) {
	// Looking first keeps a start with nothing to do free of any write.
	if names, err := j.others(); err != nil || len(names) == 0 {
		return 0, err
	}
	unlock, err := j.lockDir(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	names, err := j.others()
	if err != nil {
		return 0, err
	}
	files, err := j.lockAbandoned(names)
	defer func() { releaseAll(files) }()
	if err != nil {
		return 0, err
	}
	n, err := j.takeOverAll(files)
	if err != nil {
		// A power cut may bring back what could not be emptied for sure. Until
		// both files are read together, nothing in them may be settled.
		j.closed = true
	}
	return n, err
}

// lockAbandoned reads the files whose processes have ended and keeps them locked.
func (j *Journal) lockAbandoned(names []string) ([]*abandoned, error) {
	var files []*abandoned
	for _, base := range names {
		release, ok, err := j.cfg.FS.TryLock(base + lockSuffix)
		if err != nil {
			return files, err
		}
		if !ok {
			continue // its process is alive
		}
		a := &abandoned{base: base, release: release}
		files = append(files, a)
		if err := j.read(a); err != nil {
			return files, err
		}
	}
	return files, nil
}

// read reads a file; a lock without a file has no contents.
func (j *Journal) read(a *abandoned) error {
	data, err := j.cfg.FS.Read(a.base + logSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	a.records, a.damaged = parseAll(data)
	for i, r := range a.records {
		if r.Kind != kindTaken {
			continue
		}
		if !j.isOfHere(r) {
			return model.Errorf(model.CodeInternal, "A journal has the name of another store.")
		}
		a.records[i].Store = j.store // by which it is known from here on
	}
	return nil
}

// takeOverAll reads all files together, since a process that ended while it took over a
// file leaves its decisions in two, and then moves file by file.
func (j *Journal) takeOverAll(files []*abandoned) (int, error) {
	found := newBook()
	for _, a := range files {
		for _, r := range a.records {
			found.apply(r)
		}
	}
	total := 0
	for _, a := range files {
		n, err := j.takeOver(found, a)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// takeOver moves the open decisions of a file into this process's file. They are safely
// stored here before the other file is emptied, and become known only after that. A
// crash in between leaves them in both, and the next process merges the two by their
// ids.
func (j *Journal) takeOver(found *book, a *abandoned) (total int, err error) {
	if err := j.keepAside(a); err != nil {
		return 0, err
	}
	var entries []*entry
	for _, r := range a.records {
		if e := found.open[r.ID]; e != nil && r.Kind == kindTaken && !slices.Contains(entries, e) {
			entries = append(entries, e)
		}
	}
	if len(entries) > 0 {
		moved, err := j.move(entries, a)
		if moved {
			// From here on they are nowhere else, whatever went wrong.
			total = j.absorb(entries)
		}
		if err != nil {
			return total, err
		}
	}
	// What a failed removal leaves behind holds nothing that is open.
	_ = j.removeFiles(a.base, a.release)
	a.release = nil
	return total, nil
}

// move reports whether the decisions are now in this process's file alone. That may be
// so even if there is an error: see empty.
func (j *Journal) move(entries []*entry, a *abandoned) (bool, error) {
	if j.log == nil {
		if err := j.makeLog(); err != nil {
			return false, err
		}
	}
	var records []record
	for _, e := range entries {
		if j.book.open[e.taken.ID] == nil {
			records = append(records, e.records()...)
		}
	}
	before := j.log.size
	if err := j.log.append(records...); err != nil {
		return false, err
	}
	cut, err := j.empty(a)
	if !cut {
		// The other file keeps them; a copy here would outlive what becomes
		// of them there.
		return false, errors.Join(err, j.log.cutTo(before))
	}
	return true, err
}

// empty makes sure that a file's decisions do not come back. Removing the file would
// not be enough: after a power cut its name can reappear with the old content. cut
// reports whether the file was truncated. If that could not be synced, the decisions
// can no longer be found there unless the power fails, so a copy must be kept.
func (j *Journal) empty(a *abandoned) (cut bool, err error) {
	file, err := j.cfg.FS.Open(a.base + logSuffix)
	if err != nil {
		return false, err
	}
	// Nothing waits to be written that closing could fail to write.
	defer func() { _ = file.Close() }()
	if err := file.Truncate(0); err != nil {
		return false, err
	}
	return true, file.Sync()
}

// absorb makes decisions known to this process.
func (j *Journal) absorb(entries []*entry) int {
	n := 0
	for _, e := range entries {
		id := e.taken.ID
		if _, known := j.book.open[id]; known {
			continue
		}
		e.state = model.HeldFound
		if e.refused() {
			e.problem = problemOf(e.code)
		}
		j.book.open[id] = e
		j.book.note(e)
		n++
	}
	return n
}

func releaseAll(files []*abandoned) {
	for _, a := range files {
		if a.release != nil {
			_ = a.release() // the lock ends with the process at the latest
		}
	}
}

// problemOf describes why a try failed in an earlier session, which kept only the code.
func problemOf(c model.Code) string {
	switch c {
	case model.CodeConflict:
		return "Refused in an earlier session: the attempt had changed."
	case model.CodeDenied, model.CodeReadOnly:
		return "Refused in an earlier session: it was not permitted."
	case model.CodeNotFound:
		return "Refused in an earlier session: there was no such attempt."
	case model.CodeInvalid, model.CodeIllegalTransition, model.CodeNotProctored, model.CodeUnsupported, model.CodeInactive:
		return "Refused in an earlier session: the attempt cannot be decided that way."
	case model.CodeInternal, model.CodeUnavailable, model.CodeInterrupted:
		return "Not delivered in an earlier session."
	}
	return "Not delivered in an earlier session."
}
