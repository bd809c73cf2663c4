// Package migrated has the database that edx-proctoring wrote with examdesk's
// tables added, for tests of the rooms above the store.
package migrated

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"examdesk/store"
	"examdesk/store/storetest"
)

// database is made once in a process; how the tables come about is the store's
// to test.
var database = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "migrated")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "edx.sqlite3")
	if err := storetest.Write(path); err != nil {
		return nil, err
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.Migrate(context.Background(), nil), s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Write writes the database to a path.
func Write(path string) error {
	data, err := database()
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
