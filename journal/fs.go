package journal

import (
	"io"
	"time"
)

// Clock is where the time comes from.
type Clock interface {
	Now() time.Time
}

// SystemClock is the clock of the machine.
type SystemClock struct{}

// Now returns the present time.
func (SystemClock) Now() time.Time { return time.Now() }

// FS is what the journal asks of a file system. It is an interface so that
// tests can lose what was not synced, tear writes and end a process between any
// two steps. Its calls take no context: a record that is begun is finished,
// since one that is broken off halfway has an unknown fate.
type FS interface {
	// MakeDir makes a directory for its owner alone, with its parents, and
	// makes sure that it outlives a crash.
	MakeDir(dir string) error
	// List returns the names in a directory, none if there is no directory.
	List(dir string) ([]string, error)
	// Create makes a new file for its owner alone, open for appending.
	Create(path string) (File, error)
	// Open opens an existing file for appending.
	Open(path string) (File, error)
	// Read returns a whole file; an error that is [io/fs.ErrNotExist] if there
	// is none.
	Read(path string) ([]byte, error)
	// Remove removes a file.
	Remove(path string) error
	// SyncDir makes sure that the names in a directory outlive a crash.
	SyncDir(dir string) error
	// TryLock takes the lock at path, which it makes if need be, or answers
	// false if another process has it. The lock ends with the process at the latest.
	TryLock(path string) (release func() error, ok bool, err error)
}

// File is a file open for appending.
type File interface {
	io.WriteCloser
	// Sync makes sure that what was written outlives a crash.
	Sync() error
	// Truncate cuts the file to a length.
	Truncate(size int64) error
}
