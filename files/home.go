package files

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"examdesk/model"
)

// Home is the home folder of the user who runs the process: HOME, else that of the
// system's list of users, as a service or a container may have no HOME.
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

// listedHome is the home folder in the system's list of users, empty if there is
// none. On Windows it is that of the profile.
func listedHome() string {
	if u, err := user.LookupId(strconv.Itoa(os.Geteuid())); err == nil {
		return u.HomeDir
	}
	dir, _ := os.UserHomeDir()
	return dir
}

// Base is examdesk's folder under one of the base directories of the XDG
// specification: the one that a variable names, else one in the home folder.
// There is nothing else to fall back to.
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

// AtHome puts the home folder in the place of a leading ~/.
func AtHome(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path, nil
	}
	home, err := Home()
	return filepath.Join(home, rest), err
}
