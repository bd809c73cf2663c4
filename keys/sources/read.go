package sources

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"examdesk/files"
	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// MaxFile is how large a file may be, in bytes.
const MaxFile = 4 << 20

// maxFiles is how many files are read at once, including those that others lead to.
const maxFiles = 50

type reader struct{ read int }

// Read reads the named files and folders in order.
func Read(paths []string) ([]lmsfile.File, error) {
	r := &reader{}
	var out []lmsfile.File
	for _, path := range paths {
		info, err := os.Stat(path) // before it is opened: a pipe would wait for its writer
		if err != nil {
			return nil, unreadable(err, path)
		}
		if info.IsDir() {
			found, err := r.folder(path)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
			continue
		}
		f, err := r.file(path, os.Open, info)
		if err == nil {
			err = r.attach(&f, path)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func unreadable(err error, path string) error {
	return model.Wrap(err, model.CodeInvalid, "The file %s cannot be read; check its name and permissions.", path)
}

// file reads a regular file.
func (r *reader) file(path string, open func(string) (*os.File, error), info fs.FileInfo) (lmsfile.File, error) {
	shown := model.Clean(path)
	if r.read++; r.read > maxFiles {
		return lmsfile.File{}, model.Errorf(model.CodeInvalid, "At most %d files are read at once; %s is one too many.", maxFiles, shown)
	}
	if !info.Mode().IsRegular() {
		return lmsfile.File{}, model.Errorf(model.CodeInvalid, "%s is not a regular file; name a file or a folder.", shown)
	}
	f, err := open(path)
	if err != nil {
		return lmsfile.File{}, unreadable(err, path)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	switch {
	case err != nil:
		return lmsfile.File{}, unreadable(err, path)
	case len(data) > MaxFile:
		return lmsfile.File{}, model.Errorf(model.CodeInvalid, "The file %s is larger than 4 MiB, which is too large for a settings file.", shown)
	}
	return lmsfile.File{Name: path, Data: data, Shared: shared(info.Mode())}, nil
}

func shared(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 }

// attach reads the files of variables that a compose file names. They are chosen by
// whoever wrote the compose file, so neither it nor they may be writable by others.
func (r *reader) attach(f *lmsfile.File, path string) error {
	for i, e := range lmsfile.EnvFiles(*f) {
		if i == 0 {
			f.EnvFiles = map[string]lmsfile.File{}
			if err := trusted(path); err != nil {
				return err
			}
		}
		at := e.Path
		if !filepath.IsAbs(at) {
			at = filepath.Join(filepath.Dir(path), at)
		}
		info, err := os.Stat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist) && e.Optional:
			continue
		case err != nil:
			return model.Wrap(err, model.CodeInvalid, "The file %s, which env_file in %s names, cannot be read.", at, path)
		}
		if err := trusted(at); err != nil {
			return err
		}
		read, err := r.file(at, os.Open, info)
		if err != nil {
			return err
		}
		f.EnvFiles[e.Path] = read
	}
	return nil
}

// trusted refuses files that others could have written.
func trusted(path string) error {
	err := files.Check(path)
	if refused := files.Refused(err, model.Clean(path)); refused != nil {
		return refused
	}
	if err != nil {
		return unreadable(err, path)
	}
	return nil
}
