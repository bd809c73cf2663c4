// Package storetest has the database that edx-proctoring's own code wrote, for
// the tests of every room that works on one.
package storetest

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

//go:embed edx-proctoring.sqlite3.gz
var packed []byte

// unpacked is the database; it is unpacked once in a process.
var unpacked = sync.OnceValues(func() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack edx-proctoring's database: %w", err)
	}
	return io.ReadAll(z)
})

// Write writes the database to a path.
func Write(path string) error {
	data, err := unpacked()
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// WriteTo writes the database to a path, or fails the test.
func WriteTo(tb testing.TB, path string) {
	tb.Helper()
	if err := Write(path); err != nil {
		tb.Fatal(err)
	}
}

// File writes the database into a folder of the test.
func File(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "edx.sqlite3")
	WriteTo(tb, path)
	return path
}
