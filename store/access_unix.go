//go:build unix

package store

import (
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// canWrite reports whether a file and its folder, where the journal goes, can
// be written. The file is not opened for that: closing it would take from this
// process the locks that SQLite holds on it.
func canWrite(path string) bool {
	return unix.Access(path, unix.W_OK) == nil && unix.Access(filepath.Dir(path), unix.W_OK) == nil
}

// canRead reports whether a file can be read.
func canRead(path string) bool { return unix.Access(path, unix.R_OK) == nil }

// ownedByUs reports whether a file belongs to who runs this process.
func ownedByUs(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}
