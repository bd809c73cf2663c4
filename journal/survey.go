package journal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Survey is what lies in a journal's folder, whatever stores it is of. It holds no
// names.
type Survey struct {
	// Open are decisions that no store has confirmed, and Oldest is when the first
	// of them was taken.
	Open   int
	Oldest time.Time
	// Damaged are lines that cannot be read, in the files named.
	Damaged int
	Files   []string
}

// LookInto surveys a folder without changing or locking anything: what is written
// at the moment is counted as it stands. A folder that is not there is empty.
func LookInto(dir string) (Survey, error) {
	var s Survey
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	books := map[string]*book{} // a decision may stand in two files of a store
	for _, e := range list {
		base, isLog := strings.CutSuffix(e.Name(), logSuffix)
		if !isLog || !e.Type().IsRegular() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // its process has just ended
		}
		if err != nil {
			return s, err
		}
		store, _, _ := strings.Cut(base, "-")
		if books[store] == nil {
			books[store] = newBook()
		}
		for _, r := range parse(data) {
			books[store].apply(r)
		}
		if n := damaged(data); n > 0 {
			s.Damaged += n
			s.Files = append(s.Files, e.Name())
		}
	}
	for _, b := range books {
		for _, e := range b.list() {
			s.Open++
			if s.Oldest.IsZero() || e.taken.TakenAt.Before(s.Oldest) {
				s.Oldest = e.taken.TakenAt
			}
		}
	}
	slices.Sort(s.Files)
	return s, nil
}

// damaged counts whole lines that cannot be read.
func damaged(data []byte) int {
	n := 0
	for {
		line, rest, whole := bytes.Cut(data, []byte{'\n'})
		if !whole {
			return n
		}
		if _, ok := parseLine(line); !ok && len(line) > 0 {
			n++
		}
		data = rest
	}
}
