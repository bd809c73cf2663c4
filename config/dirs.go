package config

import (
	"path/filepath"

	"examdesk/files"
	"examdesk/model"
)

// Dir returns the folder of the configuration. If neither a variable nor a home folder
// determines it, Dir returns an error: a shared folder could be anyone's.
func Dir() (string, error) {
	dir, err := files.Base("XDG_CONFIG_HOME", ".config")
	if err != nil {
		err = model.Wrap(err, model.CodeInvalid, "%s Or name a configuration with --config FILE.", model.Sentence(err))
	}
	return dir, err
}

// DataDir returns the folder of stores and secrets.
func DataDir() (string, error) { return files.Base("XDG_DATA_HOME", filepath.Join(".local", "share")) }

// StateDir returns the folder of examdesk's state: pending decisions and check results.
func StateDir() (string, error) {
	return files.Base("XDG_STATE_HOME", filepath.Join(".local", "state"))
}

// UsualPath returns the configuration that is used if none is named.
func UsualPath() (string, error) {
	dir, err := Dir()
	return filepath.Join(dir, "examdesk.yml"), err
}

// JournalDir returns the folder of pending decisions.
func JournalDir() (string, error) {
	dir, err := StateDir()
	return filepath.Join(dir, "journal"), err
}
