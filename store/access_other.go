//go:build !unix

package store

import "os"

// canWrite reports whether a file can be written. Only trying shows
// whether a log can be created beside it, so the first write finds that out.
func canWrite(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	return err == nil && f.Close() == nil
}

// canRead reports whether a file can be read.
func canRead(path string) bool {
	f, err := os.Open(path)
	return err == nil && f.Close() == nil
}

// ownedByUs is true where temporary folders are a user's own.
func ownedByUs(os.FileInfo) bool { return true }
