//go:build unix

package store

import "golang.org/x/sys/unix"

// dirWritable tells whether a write-ahead log can be made in a folder.
func dirWritable(dir string) bool { return unix.Access(dir, unix.W_OK) == nil }
