package files

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"examdesk/model"
)

// Home returns the home folder of the user who runs the process: HOME, or else the one
// in the system's list of users, since a service or a container may not have HOME.
func Home() (string, error) { return homeOf(os.Getenv("HOME"), listedHome) }

func homeOf(env string, listed func() string) (string, error) {
	if filepath.IsAbs(env) {
		return env, nil
	}
	if dir := listed(); filepath.IsAbs(dir) {
		return dir, nil
	}
	return "", model.Errorf(model.CodeInvalid, "There is no home folder: HOME is not set, and the system's list of users has none for user id %d. Set HOME.", os.Geteuid())
}

// listedHome returns the home folder from the system's list of users, or "". On Windows
// it is the profile's.
func listedHome() string {
	if u, err := user.LookupId(strconv.Itoa(os.Geteuid())); err == nil {
		return u.HomeDir
	}
	dir, _ := os.UserHomeDir()
	return dir
}

// Base returns examdesk's folder under one of the base directories of the XDG
// specification: the one that a variable names, or else one in the home folder. There
// is no other fallback.
func Base(variable, inHome string) (string, error) {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "examdesk"), nil
	}
	home, err := Home()
	if err != nil {
		return "", model.Wrap(err, model.CodeInvalid, "%s Or set %s to an absolute path.", model.Sentence(err), variable)
	}
	return filepath.Join(home, inHome, "examdesk"), nil
}

// AtHome replaces a leading ~/ by the home folder.
func AtHome(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path, nil
	}
	home, err := Home()
	return filepath.Join(home, rest), err
}
