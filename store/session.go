package store

import (
	"context"
	"database/sql"

	"examdesk/model"
)

// session is a transaction that runs: what all parts of a [Tx] share.
type session struct {
	tx *transaction
	s  *database
	// told reports whether something to deliver was written.
	told bool
	// by is who acts; see [Tx.As].
	by int64
	// head is the newest line of activity, nil before this transaction wrote one.
	head *model.ActivityHead
	// archived are the rows of Django's history and archives written so far.
	archived map[model.HistorySource]model.IDRange
	// seen are tables that were looked for and found.
	seen []string
}

// hasTable reports whether there is a table. One that was there once is not looked for
// again: no program drops a table under an open store.
func (t *session) hasTable(ctx context.Context, name string) (bool, error) {
	if _, known := t.s.tablesSeen.Load(name); known {
		return true, nil
	}
	has, err := hasTable(ctx, t.tx, name)
	if has {
		t.seen = append(t.seen, name)
	}
	return has, err
}

// keepSeen remembers the tables that were found, once they are certain to stay: what
// created one may have been rolled back.
func (t *session) keepSeen() {
	for _, name := range t.seen {
		t.s.tablesSeen.Store(name, true)
	}
}

// view runs f on one snapshot of the store.
func (s *database) view(ctx context.Context, f func(*session) error) error {
	return snapshot(ctx, s, false, f)
}

// glance is [database.view] for questions by key, each of which takes no time worth
// interrupting: if the context ends, the next one is not asked.
func glance(ctx context.Context, s *database, f func(*session) error) error {
	return snapshot(ctx, s, true, f)
}

func snapshot(ctx context.Context, s *database, brief bool, f func(*session) error) (err error) {
	if err := s.sameFile(); err != nil {
		return err
	}
	tx, err := s.read.begin(ctx, brief)
	if err != nil {
		return mapError(err, "read")
	}
	defer func() {
		if rollback := tx.rollback(ctx); rollback != nil && err == nil {
			err = mapError(rollback, "read")
		}
	}()
	t := &session{tx: tx, s: s}
	err = f(t)
	t.keepSeen()
	if err == nil && s.read.torn() {
		return model.Errorf(model.CodeUnavailable, "The store was written by another program while it was being read; ask again.")
	}
	return mapError(err, "read")
}

// As sets who acts in this transaction: every history row that it writes has
// the person, as an LMS writes it (django-simple-history's middleware). With 0,
// as at the beginning of a transaction, the rows name nobody, like those of
// edx-proctoring's own calls outside a request.
func (t *session) As(userID int64) { t.by = userID }

// wroteHistory notes a row of Django's history or archives, for the line of
// activity.
func (t *session) wroteHistory(source model.HistorySource, res sql.Result) error {
	id, err := res.LastInsertId()
	if err != nil {
		return mapError(err, "write the history")
	}
	if t.archived == nil {
		t.archived = map[model.HistorySource]model.IDRange{}
	}
	r, ok := t.archived[source]
	if !ok {
		r.First = id
	}
	r.Last = id
	t.archived[source] = r
	return nil
}

// archive copies one row into Django's history or archives.
func (t *session) archive(ctx context.Context, source model.HistorySource, doing, query string, args ...any) error {
	res, err := t.exec(ctx, doing, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return mapError(err, doing)
	}
	if n != 1 {
		return model.Errorf(model.CodeNotFound, "The row is no longer there.")
	}
	return t.wroteHistory(source, res)
}

// ids reads a column of ids.
func (t *session) ids(ctx context.Context, doing, query string, args ...any) ([]int64, error) {
	rows, err := t.tx.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // each closes them
	if err != nil {
		return nil, mapError(err, doing)
	}
	var out []int64
	err = each(rows, func() error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, mapError(err, doing)
}

func (t *session) exec(ctx context.Context, doing, query string, args ...any) (sql.Result, error) {
	if err := readable(args); err != nil {
		return nil, err
	}
	res, err := t.tx.ExecContext(ctx, query, args...)
	return res, mapError(err, doing)
}

// execOne runs a statement that must change exactly one row.
func (t *session) execOne(ctx context.Context, doing, query string, args ...any) error {
	res, err := t.exec(ctx, doing, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return mapError(err, doing)
	}
	if n != 1 {
		return model.Errorf(model.CodeNotFound, "The row is no longer there.")
	}
	return nil
}
