package journal

import (
	"io"
	"time"
)

// Clock returns the current time, which tests set.
type Clock interface {
	Now() time.Time
}

// SystemClock is the clock of the machine.
type SystemClock struct{}

// Now returns the current time.
func (SystemClock) Now() time.Time { return time.Now() }

// FS is what the journal needs from a file system. It is an interface so that tests can
// lose unsynced data, tear writes and end a process between any two steps. Its calls
// take no context: a record that was begun is finished, since the fate of one that is
// interrupted halfway is unknown.
type FS interface {
	// MakeDir creates a directory, with its parents, that only its owner may enter, and
	// makes it durable.
	MakeDir(dir string) error
	// List returns the names in a directory, or none if it does not exist.
	List(dir string) ([]string, error)
	// Create makes a new file for its owner alone, open for appending.
	Create(path string) (File, error)
	// Open opens an existing file for appending.
	Open(path string) (File, error)
	// Read returns a whole file, or an error that is [io/fs.ErrNotExist] if there is
	// none.
	Read(path string) ([]byte, error)
	// Remove removes a file.
	Remove(path string) error
	// SyncDir makes the names in a directory durable.
	SyncDir(dir string) error
	// TryLock takes the lock at path, creating it if necessary, or returns false if
	// another process holds it. The lock ends with the process at the latest.
	TryLock(path string) (release func() error, ok bool, err error)
}

// File is a file open for appending.
type File interface {
	io.WriteCloser
	// Sync makes what was written durable.
	Sync() error
	// Truncate cuts the file to a length.
	Truncate(size int64) error
}
