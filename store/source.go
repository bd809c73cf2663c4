package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"examdesk/model"
)

// way is how a store's rows are read.
type way int

const (
	// wayLive reads the file as every SQLite program does.
	wayLive way = iota
	// wayStill reads the file alone, without locks and without a log: for a
	// store with a write-ahead log that is empty, in a folder where SQLite may
	// not put the log's index.
	wayStill
	// wayCopy reads a private copy, which SQLite has recovered.
	wayCopy
)

// source is where a store's rows are read from. It opens the file in a way that works,
// and opens it again when that way no longer does: another program may start to write,
// or be killed while writing.
type source struct {
	path string
	// recovers reports whether SQLite may bring what is beside the file into it.
	recovers bool

	mu     sync.RWMutex // guards what follows
	pool   *sql.DB
	how    way
	seen   files
	copied *privateCopy
	// opened is when the pool was opened, cost how long that took.
	opened time.Time
	cost   time.Duration
	// rolled is what SQLite rolled back, in sentences; why is what kept it from
	// reading the file as it is.
	rolled []string
	why    error
}

func openSource(ctx context.Context, path string, recovers bool) (*source, error) {
	r := &source{path: path, recovers: recovers}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// open opens the file in the first way that works. The lock must be held once
// the source is in use.
func (r *source) open(ctx context.Context) error {
	begun, seen := time.Now(), look(r.path)
	pool, err := openReading(ctx, r.path, modeRead)
	if isHot(err) && r.recovers {
		if rolled := rollBack(ctx, r.path); rolled != "" {
			r.rolled = append(r.rolled, rolled)
			seen = look(r.path)
			pool, err = openReading(ctx, r.path, modeRead)
		}
	}
	if err == nil {
		r.use(pool, wayLive, nil, seen, begun, nil)
		return nil
	}
	if !mayBeReadOtherwise(err) {
		return err
	}
	if !seen.log.holds(walHeader) && isLogged(r.path) && !seen.journal.holds(0) {
		if pool, still := openReading(ctx, r.path, modeStill); still == nil {
			r.use(pool, wayStill, nil, seen, begun, err)
			return nil
		}
	}
	c, pool, copyErr := openCopy(ctx, r.path)
	if copyErr != nil {
		return errors.Join(copyErr, err)
	}
	r.use(pool, wayCopy, c, c.seen, begun, err)
	return nil
}

// use puts a pool in the place of the one before, which is closed. Whoever still
// reads from that one reads on to the end.
func (r *source) use(pool *sql.DB, how way, c *privateCopy, seen files, begun time.Time, why error) {
	if r.pool != nil {
		_ = r.pool.Close() // it was only read
	}
	if r.copied != nil {
		r.copied.remove()
	}
	r.pool, r.how, r.copied, r.seen, r.why = pool, how, c, seen, why
	r.opened = time.Now()
	r.cost = r.opened.Sub(begun)
}

// patience is how many times longer than making a copy takes the next one waits,
// so that a store that is written all the time is not copied all the time.
const patience = 10

// follow opens the file again if it was read in a way that does not see what
// others write, and others have written.
func (r *source) follow(ctx context.Context) error {
	r.mu.RLock()
	stale := r.stale()
	r.mu.RUnlock()
	if !stale {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stale() {
		return nil
	}
	return r.open(ctx)
}

func (r *source) stale() bool {
	if r.how == wayLive || r.how == wayCopy && time.Since(r.opened) < patience*r.cost {
		return false
	}
	now := look(r.path)
	return now.main.info != nil && !now.same(r.seen)
}

// again opens the file again after a question failed in a way that another
// program's sudden end may explain, and reports whether it is worth asking again.
func (r *source) again(ctx context.Context, failed *sql.DB, err error) bool {
	if !mayBeReadOtherwise(err) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pool != failed || r.open(ctx) == nil
}

func (r *source) current() *sql.DB {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.pool
}

// ask runs a question on the present pool, once more if that helps. That includes a
// pool that was replaced in the meantime.
func (r *source) ask(ctx context.Context, question func(*sql.DB) error) error {
	if err := r.follow(ctx); err != nil {
		return err
	}
	const tries = 3
	for n := 1; ; n++ {
		pool := r.current()
		err := question(pool)
		if err == nil || n == tries || ctx.Err() != nil {
			return err
		}
		if r.current() == pool && !r.again(ctx, pool, err) {
			return err
		}
	}
}

// QueryContext asks for rows.
func (r *source) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = r.ask(ctx, func(pool *sql.DB) error {
		rows, err = pool.QueryContext(ctx, query, args...) //nolint:rowserrcheck,sqlclosecheck // whoever asked reads and closes them
		return err
	})
	return rows, err
}

// QueryRowContext asks for one row.
func (r *source) QueryRowContext(ctx context.Context, query string, args ...any) (row *sql.Row) {
	err := r.ask(ctx, func(pool *sql.DB) error {
		row = pool.QueryRowContext(ctx, query, args...)
		return row.Err()
	})
	if row == nil && err != nil { // the store cannot be opened again; what was open says why
		row = r.current().QueryRowContext(ctx, query, args...)
	}
	return row
}

// begin begins to read one snapshot, with the first question, so that what
// has to be recovered is before the caller asks.
func (r *source) begin(ctx context.Context, brief bool) (tx *transaction, err error) {
	err = r.ask(ctx, func(pool *sql.DB) error {
		if tx, err = begin(ctx, pool, beginRead, brief); err != nil {
			return err
		}
		var n int64 // a question that is kept prepared, and reads one page
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM sqlite_master LIMIT 1)").Scan(&n); err != nil {
			return errors.Join(err, tx.rollback(ctx))
		}
		return nil
	})
	return tx, err
}

// torn reports whether the file was written under a reader that takes no locks
// since it was opened, so that what was read may not be of one moment.
func (r *source) torn() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.how == wayStill && !look(r.path).main.same(r.seen.main)
}

// Close closes the source, and removes the copy if there is one.
func (r *source) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.pool.Close()
	if r.copied != nil {
		r.copied.remove()
	}
	return err
}

// Reading is how a store's rows are read; see [Store.Reading].
type Reading struct {
	// Copied is when the private copy was made that is read; zero if the file
	// itself is.
	Copied time.Time
	// Still reports whether the file is read without taking part in SQLite's locks.
	Still bool
	// RolledBack are sentences about what SQLite rolled back.
	RolledBack []string
	// Why is what kept the file from being read in the usual way.
	Why error
}

func (r *source) reading() Reading {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := Reading{Still: r.how == wayStill, RolledBack: r.rolled, Why: r.why}
	if r.how == wayCopy {
		out.Copied = r.copied.at
	}
	return out
}

// rollBack lets SQLite roll back what a killed program left half done. It
// returns a sentence about it, empty if that was not possible.
func rollBack(ctx context.Context, path string) string {
	size := look(path).journal.size()
	pool, err := openPool(path, modeWrite, 1)
	if err != nil {
		return ""
	}
	err = probe(ctx, pool)
	if errors.Join(err, pool.Close()) != nil {
		return ""
	}
	return fmt.Sprintf("A program ended in the middle of a change. SQLite rolled that change back with the journal beside the store (%s-journal, %d bytes); what was confirmed before that is still there.",
		model.Clean(path), size)
}
