package store

import (
	"context"
	"testing"
	"time"

	"examdesk/store/storetest"

	"examdesk/model"
)

// sharedNow is the end of the shared database's story.
func sharedNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// sharedCopy unpacks the database that edx-proctoring wrote.
func sharedCopy(tb testing.TB) string {
	tb.Helper()
	return storetest.File(tb)
}

func mustOpen(tb testing.TB, path string, o Options) *Store {
	tb.Helper()
	s, err := Open(context.Background(), path, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// both opens the shared database twice: as it is, and migrated.
func both(tb testing.TB) (guest, own *Store) {
	tb.Helper()
	guest = mustOpen(tb, sharedCopy(tb), Options{})
	own = mustOpen(tb, sharedCopy(tb), Options{})
	if err := own.Migrate(context.Background(), nil); err != nil {
		tb.Fatal(err)
	}
	return guest, own
}

// list walks all pages of a filter.
func list(tb testing.TB, s *Store, f model.Filter, newest bool, limit int) []model.AttemptRow {
	tb.Helper()
	var out []model.AttemptRow
	q := model.AttemptQuery{Filter: f, NewestFirst: newest, Limit: limit}
	for {
		page, err := s.FindAttempts(context.Background(), q, sharedNow(), model.DefaultStuckLimits())
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, page.Rows...)
		if page.Next == "" {
			return out
		}
		q.After = page.Next
	}
}
