package outbox

import (
	"path/filepath"
	"testing"
	"time"

	"examdesk/store/storetest/migrated"

	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// fresh is the path of a copy of it.
func fresh(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "edx.sqlite3")
	if err := migrated.Write(path); err != nil {
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
