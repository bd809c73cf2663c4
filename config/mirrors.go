package config

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"examdesk/files"
	"examdesk/mirror"
	"examdesk/model"
)

// MirrorDir returns the folder of the mirrors: the runtime folder, which is emptied when
// the person logs out of the machine, where there is one, else examdesk's state.
func MirrorDir() (string, error) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" && filepath.IsAbs(dir) {
		if files.CheckPresent(dir) == nil {
			return filepath.Join(dir, "examdesk"), nil
		}
	}
	dir, err := StateDir()
	return filepath.Join(dir, "mirror"), err
}

// MirrorPath is where the mirror of a target is. There is one for each LMS and database;
// that it is of another person shows when it is opened.
func MirrorPath(c Config, t Target) (string, error) {
	dir, err := MirrorDir()
	return mirror.Path(dir, t.LMS, c.Profiles[c.ProfileName].Database.URL), err
}

// ownerSuffix names the file beside a mirror that says of which LMS it is, so that signing
// out removes it.
const ownerSuffix = ".lms"

// noteOwner notes of which LMS a mirror is.
func noteOwner(path, lms string) error {
	data, err := json.Marshal(lms)
	if err == nil {
		err = os.WriteFile(path+ownerSuffix, data, 0o600)
	}
	if err != nil {
		return model.Wrap(err, model.CodeUnavailable, "It cannot be noted of which LMS the mirror %s is.", path)
	}
	return nil
}

// DropMirror removes a mirror with all that stands beside it.
func DropMirror(path string) error {
	err := mirror.Drop(path)
	if gone := os.Remove(path + ownerSuffix); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// DropMirrors removes all mirrors of an LMS, and returns how many there were.
func DropMirrors(lms string) (int, error) {
	return dropMirrors(func(path string) bool {
		data, err := os.ReadFile(path + ownerSuffix)
		var of string
		return err == nil && json.Unmarshal(data, &of) == nil && of == lms
	})
}

// DropUnused removes the mirrors that nobody has used for a week.
func DropUnused(now time.Time) (int, error) {
	return dropMirrors(func(path string) bool { return now.Sub(lastUse(path)) > mirrorUnused })
}

// lastUse is when a mirror was last opened or followed.
func lastUse(path string) time.Time {
	var last time.Time
	for _, name := range []string{path, path + ownerSuffix, path + ".pulse", path + "-wal"} {
		if st, err := os.Stat(name); err == nil && st.ModTime().After(last) {
			last = st.ModTime()
		}
	}
	return last
}

func dropMirrors(which func(path string) bool) (n int, err error) {
	dir, err := MirrorDir()
	if err != nil {
		return 0, err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, model.Wrap(err, model.CodeUnavailable, "The folder of the mirrors, %s, cannot be read.", dir)
	}
	var errs []error
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !strings.HasPrefix(e.Name(), "mirror-") || !strings.HasSuffix(e.Name(), ".sqlite3") || !which(path) {
			continue
		}
		if err := DropMirror(path); err != nil {
			errs = append(errs, err)
			continue
		}
		n++
	}
	return n, errors.Join(errs...)
}

// MirrorStatus reads the status of the mirror of a target.
func (e Env) MirrorStatus(ctx context.Context, c Config, t Target) (mirror.Status, error) {
	path, err := MirrorPath(c, t)
	if err != nil {
		return mirror.Status{}, err
	}
	return mirror.ReadStatus(ctx, path, e.Clock())
}
