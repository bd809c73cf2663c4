package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"examdesk/model"
)

// database is an open file, and what is known of its tables: what all parts of a
// [Store] and of a [Tx] share.
type database struct {
	info    model.StoreInfo
	read    *source
	watch   watch
	mu      sync.Mutex // guards write and its opening
	write   *sql.DB
	profile string // the table with full names, "" if there is none
	dates   bool   // has edx-when's tables
	file    os.FileInfo
	scan    int // see defaultScan; tests make it small
	written atomic.Int64
	// tablesSeen are tables that need not be there, and are.
	tablesSeen sync.Map
	told       chan struct{} // holds one when there may be something to deliver

	attached Attached

	looked  atomic.Value // the edition at which examdesk's tables were last looked for
	mirror  bool         // it is a mirror of an LMS
	follows bool         // a mirror is open for the one who follows the LMS
}

func (s *database) readOnly(why string) { s.info.ReadOnly, s.info.ReadOnlyWhy = true, why }

// Reading returns how the rows are read at present.
func (s *database) Reading() Reading { return s.read.reading() }

// Notes returns remarks about how the store is read, with ages as of now.
func (s *database) Notes(now time.Time) []string {
	r := s.Reading()
	out := append([]string(nil), r.RolledBack...)
	switch {
	case !r.Copied.IsZero():
		out = append(out, "Read from a private copy of the store, made "+copyAge(r.Copied, now)+"; a new one is made when the store changes.")
	case r.Still:
		out = append(out, "The store's file is read as it stands, since SQLite cannot put its log's index beside it; it is opened again when it changes.")
	}
	return out
}

// CopyNote describes how old the private copy is that is read, in a few words; it is
// empty if the store itself is read.
func (s *database) CopyNote(now time.Time) string {
	if at := s.Reading().Copied; !at.IsZero() {
		return "copy made " + copyAge(at, now)
	}
	return ""
}

// Info describes the store.
func (s *database) Info() model.StoreInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.info
}

// writer opens the one writing connection at the first write.
func (s *database) writer() (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.info.ReadOnly {
		return nil, model.Errorf(model.CodeReadOnly, "%s", s.info.ReadOnlyWhy)
	}
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	if s.write == nil {
		how := modeWrite
		if s.follows {
			how = modeFollow
		}
		db, err := openPool(s.info.Path, how, 1)
		if err != nil {
			return nil, err
		}
		s.write = db
	}
	return s.write, nil
}

// sameFile reports whether the store's path still leads to the file that is open.
// SQLite would write into a file that was deleted, and all of it would be lost;
// and reading connections could look at another file than the writing one.
func (s *database) sameFile() error {
	now, err := os.Stat(s.info.Path)
	if err == nil && os.SameFile(now, s.file) {
		return nil
	}
	return model.Wrap(err, model.CodeUnavailable,
		"The store %s was moved, deleted or replaced while it was open, so it is neither read nor written. Put it back, or start again.", s.info.Path)
}

// Close closes the store. What was written is moved into the file, so that no
// log is left beside it.
func (s *database) Close() error {
	err := s.read.Close()
	s.watch.mu.Lock()
	err = errors.Join(err, s.watch.close())
	s.watch.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.write != nil {
		if s.info.Migrated {
			_, checkpoint := s.write.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
			err = errors.Join(err, checkpoint)
		}
		err = errors.Join(err, s.write.Close())
	}
	return mapError(err, "close")
}

// Told receives a value after this process wrote something to deliver. It serves one
// listener.
func (s *database) Told() <-chan struct{} { return s.told }

func (s *database) wake() {
	select {
	case s.told <- struct{}{}:
	default: // the listener has not looked yet
	}
}

// CanDeliver returns why the outbox cannot be delivered, nil if it can.
func (s *database) CanDeliver() error {
	switch info := s.Info(); {
	case !info.Migrated:
		return model.Errorf(model.CodeUnsupported, "This store has no outbox: messages to a platform are not kept until `examdesk store migrate` adds one.")
	case !info.Delivers:
		return model.Errorf(model.CodeUnsupported, "This store's outbox is of an earlier version and only records; `examdesk store migrate` brings it up to date.")
	}
	return nil
}

// Written returns how many write transactions this process has finished on the store.
func (s *database) Written() int64 { return s.written.Load() }

// noticeOurs notices that another process added examdesk's tables, or brought them up to
// date, while the store was open, so that what is written from then on is
// recorded there.
func (s *database) noticeOurs(ctx context.Context, tx querier) error {
	if i := s.Info(); i.Delivers && i.Reasons && i.Groups {
		return nil
	}
	migrated, delivers, err := ours(ctx, tx)
	if err != nil {
		return mapError(err, "begin to write")
	}
	reasons, err := hasTable(ctx, tx, "examdesk_reason")
	if err != nil {
		return mapError(err, "begin to write")
	}
	groups, err := hasGroups(ctx, tx)
	if err != nil {
		return mapError(err, "begin to write")
	}
	s.mu.Lock()
	s.info.Migrated, s.info.Delivers, s.info.Reasons, s.info.Groups = migrated, delivers, reasons, groups
	s.mu.Unlock()
	return nil
}
