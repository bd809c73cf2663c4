//go:build !windows

package setup

import (
	"golang.org/x/sys/unix"
)

// silence keeps a terminal from showing what is typed.
func silence(fd int) error {
	t, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	t.Lflag &^= unix.ECHO
	return unix.IoctlSetTermios(fd, setTermios, t)
}
