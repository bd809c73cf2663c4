package keys

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// indexVersion is the version of the file's format.
const indexVersion = 1

// indexData records which place was chosen and which names are kept where. It has no
// secrets. It exists because not every system can list a keyring.
type indexData struct {
	Version int             `json:"version"`
	Place   Kind            `json:"place"`
	Names   map[string]Kind `json:"names"`
	// Set is when the value of a name was last saved, if known.
	Set map[string]time.Time `json:"set,omitempty"`
}

// index is the file that holds indexData. If there is no folder for it, err says why.
type index struct {
	path string
	err  error
}

func newIndex(dir string, err error) index { return index{filepath.Join(dir, "keys.json"), err} }

// read reads the index; a missing one is empty.
func (x index) read(ctx context.Context) (indexData, error) {
	if x.err != nil {
		return indexData{}, x.err
	}
	data, err := readLimited(ctx, x.path, 4<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return indexData{Version: indexVersion, Names: map[string]Kind{}}, nil
	}
	var d indexData
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	if err != nil {
		return d, refusedOr(err, model.Wrap(err, model.CodeInvalid, "%s, which says where secrets are kept, cannot be read; restore it, or remove it and name the place in secrets.store.", x.path))
	}
	if d.Version != indexVersion {
		return d, model.Errorf(model.CodeUnsupported, "%s was written by another version of examdesk (format %d); use that one.", x.path, d.Version)
	}
	if d.Names == nil {
		d.Names = map[string]Kind{}
	}
	maps.DeleteFunc(d.Names, func(name string, kind Kind) bool { return !isName(name, kind) })
	return d, nil
}

// isName reports whether a line of the list is a valid name rather than something
// written by hand.
func isName(name string, kind Kind) bool {
	base, _ := pendingOf(name)
	_, err := ParseName(base)
	return err == nil && !strings.HasPrefix(base, prefix) && kind != KindAuto && slices.Contains(Kinds(), kind)
}

// update changes the index under its lock.
func (x index) update(ctx context.Context, change func(*indexData) error) error {
	if x.err != nil {
		return x.err
	}
	return Locked(ctx, x.path, func() error {
		d, err := x.read(ctx)
		if err != nil {
			return err
		}
		before := indexData{d.Version, d.Place, maps.Clone(d.Names), maps.Clone(d.Set)}
		if err := change(&d); err != nil {
			return err
		}
		if d.Place == before.Place && maps.Equal(d.Names, before.Names) && maps.Equal(d.Set, before.Set) {
			return nil
		}
		data, err := json.MarshalIndent(d, "", "  ")
		if err == nil {
			err = Replace(x.path, append(data, '\n'), fileMode)
		}
		if err != nil {
			return model.Wrap(err, model.CodeInternal, "%s, which says where secrets are kept, cannot be written, so nothing is stored.", x.path)
		}
		return nil
	})
}

// add records that a name is kept in a place. The function it returns undoes that, for
// a value that could not be stored after all.
func (x index) add(ctx context.Context, name string, kind Kind, asked bool, at time.Time) (undo func(context.Context) error, err error) {
	var former indexData
	err = x.update(ctx, func(d *indexData) error {
		if d.Place != "" && d.Place != kind && d.Place != KindPlain && !asked {
			return model.Errorf(model.CodeConflict, "Another examdesk has just chosen %s for secrets; try again.", d.Place)
		}
		former = indexData{Place: d.Place, Names: maps.Clone(d.Names), Set: maps.Clone(d.Set)}
		d.Place, d.Names[name] = kind, kind
		if d.Set == nil {
			d.Set = map[string]time.Time{}
		}
		d.Set[name] = at
		return nil
	})
	return func(ctx context.Context) error {
		return x.update(ctx, func(d *indexData) error {
			if was, had := former.Names[name]; had {
				d.Names[name] = was
			} else {
				delete(d.Names, name)
			}
			if was, had := former.Set[name]; had {
				d.Set[name] = was
			} else {
				delete(d.Set, name)
			}
			if len(d.Names) == 0 {
				d.Place = former.Place
			}
			return nil
		})
	}, err
}

// drop removes a name from the index.
func (x index) drop(ctx context.Context, name string) error {
	return x.update(ctx, func(d *indexData) error {
		delete(d.Names, name)
		delete(d.Set, name)
		return nil
	})
}

// warning returns a warning if others can read the index, which has only names.
func (x index) warning() string {
	if info, err := os.Stat(x.path); err == nil && shared(info.Mode()) {
		return "Others can read the names of the secrets in " + model.Clean(x.path) + "; run: chmod 600 " + model.Clean(x.path)
	}
	return ""
}
