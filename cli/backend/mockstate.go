package backend

import (
	"errors"
	"os"
	"path/filepath"

	"examdesk/backends/simulator"
	"examdesk/keys"
	"examdesk/model"
	"examdesk/text"
)

// replacePrivate writes a file that no one else can read, even if they could before.
func replacePrivate(path string, data []byte) error {
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return keys.Replace(path, data, 0o600)
}

// readMockState reads the state of an earlier run; nil if there is none.
func readMockState(path string) (*simulator.State, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, model.Wrap(err, model.CodeInvalid, "The state %s cannot be read.", path)
	}
	if err := text.Check(string(data)); err != nil {
		return nil, text.Refused(err, "The state "+model.Clean(path), "Remove the file to start with a fresh state.")
	}
	st, err := simulator.ParseState(data)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is not a state of a mock service.", path)
	}
	return &st, nil
}

func writeMockState(path string, svc *simulator.Service) error {
	if path == "" {
		return nil
	}
	data, _, err := svc.Save()
	if err == nil {
		err = replacePrivate(path, append(data, '\n'))
	}
	if err != nil {
		return model.Wrap(err, model.CodeInternal, "The state %s cannot be written.", path)
	}
	return nil
}
