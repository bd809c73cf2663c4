package outbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
	"examdesk/store/storetest"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// migrated is the database that edx-proctoring wrote, with examdesk's tables. They
// are made once in a process.
var migrated = sync.OnceValues(func() (data []byte, err error) {
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

// fresh is the path of a copy of it.
func fresh(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "edx.sqlite3")
	data, err := migrated()
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// dispatcher is a store as the dispatcher meets it.
func dispatcher(s *store.Store) model.OutboxDispatcher {
	return engine.New(s, engine.Config{Clock: now}).As(model.Nobody(model.DoorDispatcher))
}

// person is a store as somebody meets it who may decide.
func person(t *testing.T, s *store.Store) *engine.Guarded {
	t.Helper()
	who := model.Nobody(model.DoorDesk)
	var err error
	if who.Reviewer, err = s.Person(t.Context(), "r.adeyemi"); err != nil {
		t.Fatal(err)
	}
	return engine.New(s, engine.Config{Clock: now, Rules: model.DefaultReviewRules()}).As(who)
}
