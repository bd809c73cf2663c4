package sources

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// maxEntries is how many files a folder of settings may have.
const maxEntries = 1000

// tutorFiles lists the files in Tutor's folder env that hold settings. The Python files
// do so only if a plugin has put settings there.
func tutorFiles() []string {
	return []string{
		"apps/openedx/config/lms.env.yml", "apps/openedx/config/lms.env.json", "apps/openedx/config/lms.auth.json",
		"apps/openedx/config/cms.env.yml", "apps/openedx/config/cms.env.json", "apps/openedx/config/cms.auth.json",
		"apps/openedx/settings/lms/production.py", "apps/openedx/settings/cms/production.py",
	}
}

// folder reads a folder: Tutor's env, or one with a file for each setting. Links are
// followed as long as they stay inside, as those of mounted secrets do.
func (r *reader) folder(dir string) ([]lmsfile.File, error) {
	if err := trusted(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, unreadable(err, dir)
	}
	defer func() { _ = root.Close() }()
	in := folderReader{r, dir, root}
	var out []lmsfile.File
	if env, ok := in.tutor(); ok {
		out, err = in.readTutor(env)
	} else {
		out, err = in.readPlain()
	}
	if err == nil && len(out) == 0 {
		err = model.Errorf(model.CodeInvalid, "The folder %s has no file that is named after a setting. Name the files one by one, or Tutor's folder env, or a folder with a file for each setting, e.g. PROCTORING_BACKENDS.", dir)
	}
	return out, err
}

type folderReader struct {
	*reader
	dir  string
	root *os.Root
}

// tutor returns the path of Tutor's env inside the folder.
func (in folderReader) tutor() (string, bool) {
	for _, env := range []string{".", "env"} {
		if info, err := in.root.Stat(path.Join(env, "apps/openedx/config")); err == nil && info.IsDir() {
			return env, true
		}
	}
	return "", false
}

func (in folderReader) readTutor(env string) ([]lmsfile.File, error) {
	var out []lmsfile.File
	for _, name := range tutorFiles() {
		f, err := in.read(path.Join(env, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, err
		case path.Ext(name) == ".py" && !bytes.Contains(f.Data, []byte("PROCTORING")):
			continue
		}
		f.Found = true
		out = append(out, f)
	}
	return out, nil
}

// readPlain reads the files of a folder whose names are known: settings files, and
// files that hold the value of a variable.
func (in folderReader) readPlain() ([]lmsfile.File, error) {
	d, err := in.root.Open(".")
	if err != nil {
		return nil, unreadable(err, in.dir)
	}
	names, err := d.Readdirnames(maxEntries + 1)
	_ = d.Close()
	switch {
	case len(names) > maxEntries:
		return nil, model.Errorf(model.CodeInvalid, "The folder %s has more than %d files, which is too many for a folder of settings; name the files one by one.", in.dir, maxEntries)
	case err != nil && len(names) > 0:
		return nil, unreadable(err, in.dir)
	}
	slices.Sort(names)
	var out []lmsfile.File
	for _, name := range names {
		variable := lmsfile.VariableOf(name) != lmsfile.NoVariable
		if !variable && !isSettings(name) {
			continue
		}
		if info, err := in.root.Stat(name); err == nil && info.IsDir() {
			continue
		}
		f, err := in.read(name)
		if err != nil {
			return nil, err
		}
		f.Found = true
		if variable {
			f.Variable = name
		} else if err := in.attach(&f, filepath.Join(in.dir, name)); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// isSettings reports whether a file is a settings file, judged by its name.
func isSettings(name string) bool {
	lower := strings.ToLower(name)
	switch path.Ext(lower) {
	case ".yml", ".yaml", ".json", ".env":
		return !strings.HasPrefix(lower, ".") || lower == ".env"
	}
	return strings.HasPrefix(lower, ".env.")
}

func (in folderReader) read(name string) (lmsfile.File, error) {
	at := filepath.Join(in.dir, filepath.FromSlash(name))
	info, err := in.root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lmsfile.File{}, unreadable(err, at)
	case err != nil:
		return lmsfile.File{}, model.Wrap(err, model.CodeInvalid, "The file %s cannot be read, or leads out of the folder; name it directly if you mean it.", at)
	}
	if err := trusted(at); err != nil {
		return lmsfile.File{}, err
	}
	return in.file(at, func(string) (*os.File, error) { return in.root.Open(name) }, info)
}
