package config

import (
	"path/filepath"

	"examdesk/files"
	"examdesk/model"
)

// Dir is the folder of the configuration, one of examdesk's folders. Where there is
// neither a variable nor a home folder that says where, there is none: a shared folder would
// be anybody's.
func Dir() (string, error) {
	dir, err := files.Base("XDG_CONFIG_HOME", ".config")
	if err != nil {
		err = model.Wrap(err, model.CodeInvalid, "%s Or name a configuration with --config FILE.", model.Sentence(err))
	}
	return dir, err
}

// DataDir is the folder of stores and secrets.
func DataDir() (string, error) { return files.Base("XDG_DATA_HOME", filepath.Join(".local", "share")) }

// StateDir is the folder of what examdesk remembers: decisions on their way, checks.
func StateDir() (string, error) {
	return files.Base("XDG_STATE_HOME", filepath.Join(".local", "state"))
}

// UsualPath is the configuration where none is named.
func UsualPath() (string, error) {
	dir, err := Dir()
	return filepath.Join(dir, "examdesk.yml"), err
}

// JournalDir is the folder of decisions on their way.
func JournalDir() (string, error) {
	dir, err := StateDir()
	return filepath.Join(dir, "journal"), err
}
