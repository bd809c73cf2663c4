package journal

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// Waiting describes the open decisions on one store in a directory of journals.
type Waiting struct {
	// Here reports whether they are on the store that was asked about.
	Here bool
	// Place is where the store was when they were taken; empty for decisions of earlier
	// versions, which did not record it.
	Place model.Text
	// Live reports whether a running process holds them and will send them.
	Live   bool
	Number int
	// Oldest is when the first of them was taken.
	Oldest time.Time
}

// Contents is what a directory of journals holds.
type Contents struct {
	Waiting []Waiting
	// Damaged holds the lines that cannot be read, set aside or not.
	Damaged []Damaged
}

// Look reads a directory of journals and changes nothing. The store is named as in
// [Config]; an empty name means none.
func Look(cfg Config) (Contents, error) {
	cfg = withDefaults(cfg)
	j := &Journal{cfg: cfg, store: keyOf(cfg.Store), also: map[string]bool{}}
	for _, name := range cfg.Also {
		j.also[keyOf(name)] = true
	}
	names, err := cfg.FS.List(cfg.Dir)
	if err != nil {
		return Contents{}, err
	}
	var out Contents
	byStore := map[Waiting]*Waiting{}
	for _, name := range names {
		switch {
		case strings.HasSuffix(name, damagedSuffix):
			err = out.readAside(cfg.FS, j.path(name))
		case strings.HasSuffix(name, logSuffix):
			err = out.readLog(j, strings.TrimSuffix(name, logSuffix), names, byStore)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // its process may just have ended
			return Contents{}, err
		}
	}
	for _, w := range byStore {
		out.Waiting = append(out.Waiting, *w)
	}
	slices.SortFunc(out.Waiting, func(a, b Waiting) int { return a.Oldest.Compare(b.Oldest) })
	return out, nil
}

func (s *Contents) readAside(disk FS, path string) error {
	data, err := disk.Read(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		s.Damaged = append(s.Damaged, readDamaged(path, []byte(strings.TrimSuffix(line, "\n"))))
	}
	return nil
}

func (s *Contents) readLog(j *Journal, base string, names []string, byStore map[Waiting]*Waiting) error {
	data, err := j.cfg.FS.Read(j.path(base) + logSuffix)
	if err != nil {
		return err
	}
	records, damaged := parseAll(data)
	for _, piece := range damaged {
		s.Damaged = append(s.Damaged, readDamaged(j.path(base)+logSuffix, piece))
	}
	b := newBook()
	for _, r := range records {
		b.apply(r)
	}
	if len(b.open) == 0 {
		return nil
	}
	live := j.isLive(base, names)
	for _, e := range b.list() {
		key := Waiting{Here: j.cfg.Store != "" && j.isOfHere(e.taken), Place: model.Text(e.taken.Place), Live: live}
		w := byStore[key]
		if w == nil {
			first := key
			first.Oldest = e.taken.TakenAt
			w = &first
			byStore[key] = w
		}
		w.Number++
		if e.taken.TakenAt.Before(w.Oldest) {
			w.Oldest = e.taken.TakenAt
		}
	}
	return nil
}

// isLive reports whether the process of a file is still running. It does not create a
// missing lock.
func (j *Journal) isLive(base string, names []string) bool {
	lock := filepath.Base(base) + lockSuffix
	if !slices.Contains(names, lock) {
		return false
	}
	release, free, err := j.cfg.FS.TryLock(j.path(lock))
	if err != nil || !free {
		return err == nil
	}
	_ = release() // it was only asked for
	return false
}
