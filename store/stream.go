package store

import (
	"context"
	"database/sql"
	"maps"
	"math"
	"slices"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// EachAttempt gives a query's attempts to f, in the order of the list, until f
// answers false. q.Limit is the most of them, 0 for all. What is held in memory
// does not grow with the list.
//
// With examdesk's tables all rows are those of one moment, since a write-ahead
// log lets others write meanwhile. Without them a reader would keep the LMS from
// writing; so which attempts there are is of one moment, and each is shown as it
// is when it is reached, once.
func (s *Store) EachAttempt(ctx context.Context, q model.AttemptQuery, now time.Time, l model.StuckLimits, f func(model.AttemptRow) bool) error {
	if err := s.sameFile(); err != nil {
		return err
	}
	most := q.Limit
	if q.Limit <= 0 || q.Limit > maxLimit {
		q.Limit = maxLimit
	}
	p, err := s.plan(ctx, q, now, l)
	if err != nil || p.empty {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w := walk{s: s, p: p, left: most, all: most <= 0, pages: make(chan []model.AttemptRow, 1)}
	// The next page is read while f writes the one before.
	read := guard.Start("reading the list", func() (struct{}, error) {
		defer close(w.pages)
		return struct{}{}, w.read(ctx)
	})
	for page := range w.pages {
		for _, row := range page {
			if !f(row) {
				stop()
				for range w.pages { // no one wants what was read ahead
				}
				<-read // whoever has enough asks for no error
				return nil
			}
		}
	}
	return (<-read).Err
}

// walk is a list that is being read.
type walk struct {
	s    *Store
	p    *pagePlan
	left int // how many more are wanted, unless all are
	all  bool
	// pages are the rows that were read.
	pages chan []model.AttemptRow
}

func (w *walk) read(ctx context.Context) error {
	if w.s.Info().Migrated {
		return w.s.View(ctx, func(tx *Tx) error { return w.byKey(ctx, tx) })
	}
	return w.guest(ctx)
}

// give hands a page over, and reports whether another one is wanted.
func (w *walk) give(ctx context.Context, page []model.AttemptRow) (bool, error) {
	if !w.all && len(page) > w.left {
		page = page[:w.left]
	}
	select {
	case w.pages <- page:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	w.left -= len(page)
	return w.all || w.left > 0, nil
}

// byKey reads page after page by key.
func (w *walk) byKey(ctx context.Context, tx *Tx) error {
	for {
		found, partial, err := w.s.places(ctx, tx.tx, w.p)
		if err != nil {
			return err
		}
		rows, err := w.s.manyRows(ctx, tx.tx, placeIDs(found))
		if err != nil {
			return err
		}
		page := w.p.page(found, rows, partial)
		more, err := w.give(ctx, page.Rows)
		if err != nil || !more || page.Next == "" {
			return err
		}
		next, err := decodeCursor(page.Next)
		if err != nil {
			return err
		}
		w.p.from = &next
	}
}

// guestBatch is how many rows are read at once, so that a writer never waits
// long.
const guestBatch = 500

// guest notes the ids, eight bytes each, in one look at the table, which has no
// order of ours, and then reads the rows.
func (w *walk) guest(ctx context.Context) error {
	w.p.limit = math.MaxInt64 - 1
	if !w.all {
		w.p.limit = w.left
	}
	list, err := w.ids(ctx)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(list, guestBatch) {
		rows, err := w.s.manyRows(ctx, w.s.read, batch)
		if err != nil {
			return err
		}
		page := make([]model.AttemptRow, 0, len(batch))
		for _, id := range batch {
			if row, there := rows[id]; there { // else it was deleted meanwhile
				page = append(page, row)
			}
		}
		if more, err := w.give(ctx, page); err != nil || !more {
			return err
		}
	}
	return nil
}

func (w *walk) ids(ctx context.Context) ([]int64, error) {
	query, args := w.p.sql(w.s.source())
	rows, err := w.s.read.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // each closes them
	if err != nil {
		return nil, mapError(err, "list the attempts")
	}
	var list []int64
	err = each(rows, func() error {
		var at sql.RawBytes
		var id int64
		if err := rows.Scan(&at, &id); err != nil {
			return err
		}
		list = append(list, id)
		return nil
	})
	return list, mapError(err, "list the attempts")
}

// manyRows returns [Store.rowsByID] for many rows at once, which mostly are of the same
// few exams: those are read once.
func (s *database) manyRows(ctx context.Context, q querier, ids []int64) (map[int64]model.AttemptRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.QueryContext(ctx, "SELECT "+attemptColumns+", "+s.userColumns()+", "+reviewColumns+`,
		`+commentColumns+", "+s.rowReason()+`
		FROM `+tableAttempt+` a
		LEFT JOIN auth_user u ON u.id = a.user_id
		LEFT JOIN `+tableReview+` r ON r.attempt_code = a.attempt_code
		LEFT JOIN auth_user rb ON rb.id = r.reviewed_by_id WHERE a.id IN (`+idList(ids)+")")
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	list, err := readRows(ctx, q, rows, false)
	exams := map[int64]model.Exam{}
	for _, r := range list {
		exams[r.Attempt.ExamID] = model.Exam{}
	}
	if err == nil {
		err = readExams(ctx, q, exams)
	}
	out := make(map[int64]model.AttemptRow, len(ids))
	for _, r := range list {
		r.Exam = exams[r.Attempt.ExamID]
		out[r.Attempt.ID] = r
	}
	return out, mapError(err, "read the attempts")
}

// readExams reads the exams that are named.
func readExams(ctx context.Context, q querier, exams map[int64]model.Exam) error {
	rows, err := q.QueryContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e WHERE e.id IN ("+idList(slices.Collect(maps.Keys(exams)))+")") //nolint:sqlclosecheck // each closes them
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var e model.Exam
		err := rows.Scan(scanExam(&e)...)
		exams[e.ID] = e
		return err
	})
}

func placeIDs(found []place) []int64 {
	out := make([]int64, len(found))
	for i, f := range found {
		out[i] = f.id
	}
	return out
}
