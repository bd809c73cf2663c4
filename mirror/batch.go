package mirror

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// Rows are rows of one table as the source has them. Values are nil, bool, int64, int,
// float64, string, []byte or [time.Time], in the order of the columns. Columns that are
// not named keep their values, and are empty in new rows.
type Rows struct {
	Table   string
	Columns []string
	Values  [][]any
	// Asked is what was asked for: rows of the mirror that match it and are not among
	// the values are deleted. Without it nothing is deleted.
	Asked *Asked
	// Missing adds the rows that are missing, and leaves the others as they are.
	Missing bool
}

// Asked is what a source asked for: the rows whose column has one of the keys (int64 or
// string, compared exactly), or those whose primary key is in a range, ends included.
type Asked struct {
	Column   string
	Keys     []any
	From, To int64
}

// Batch is what a source has read in one snapshot of the LMS, and the position to which
// that leads.
type Batch struct {
	// Position is the new one. Its Gen is that of the position at which the LMS was
	// read.
	Position Position
	Rows     []Rows
}

// Result is what a batch did.
type Result struct {
	// Gen is the generation of the position now.
	Gen int64
	// Inserted, Updated and Deleted count the rows that were not as the source has
	// them, by table.
	Inserted, Updated, Deleted map[string]int64
}

// Changed returns how many rows were changed.
func (r Result) Changed() int64 {
	var n int64
	for _, by := range []map[string]int64{r.Inserted, r.Updated, r.Deleted} {
		for _, k := range by {
			n += k
		}
	}
	return n
}

// errOutdated is returned when another follower has written since the LMS was read.
var errOutdated = model.Errorf(model.CodeConflict, "Another program has brought the mirror further; what was read is not needed any more.")

// IsOutdated reports whether a batch was refused because another follower was quicker.
// Nothing of it was written.
func IsOutdated(err error) bool {
	return errors.Is(err, errOutdated)
}

// Apply writes a batch and its position in one transaction. If the mirror is at another
// generation, nothing is written; see [IsOutdated]. A row that is as the source has it
// causes no write, and a batch without any changes neither.
func (f *File) Apply(ctx context.Context, b Batch) (Result, error) {
	return f.apply(ctx, true, func(now Position) (Batch, error) {
		if now.Gen != b.Position.Gen {
			return b, errOutdated
		}
		return b, nil
	})
}

// Take writes what the LMS's API has answered after a deed of this side. What the
// source shows is ignored as long as it is older; see [Sent]. The rows are newer than
// any that a follower has read, so no generation guards them.
func (f *File) Take(ctx context.Context, sent []Sent, rows ...Rows) (Result, error) {
	return f.apply(ctx, false, func(now Position) (Batch, error) {
		for _, s := range sent {
			now.Sent = append(withoutSent(now.Sent, s.AttemptID), s)
		}
		return Batch{Position: now, Rows: rows}, nil
	})
}

func withoutSent(list []Sent, attemptID int64) []Sent {
	var out []Sent
	for _, s := range list {
		if s.AttemptID != attemptID {
			out = append(out, s)
		}
	}
	return out
}

func (f *File) apply(ctx context.Context, guarded bool, next func(now Position) (Batch, error)) (r Result, err error) {
	w := &writing{file: f, ctx: ctx}
	err = f.m.Write(ctx, func(tx *sql.Tx) error {
		w.begin(tx)
		defer w.end()
		now, text, err := readPosition(ctx, tx)
		if err != nil {
			return err
		}
		b, err := next(now)
		if err != nil {
			return err
		}
		if err := w.rows(&b, guarded); err != nil {
			return err
		}
		w.result.Gen = now.Gen
		return w.position(b.Position, text)
	})
	if err != nil {
		return Result{}, err
	}
	return w.result, nil
}

// position writes the new position, if it or a row has changed.
func (w *writing) position(p Position, before string) error {
	data, err := json.Marshal(p)
	if err != nil {
		return model.Wrap(err, model.CodeInternal, "The position of the mirror cannot be written.")
	}
	if string(data) == before && w.result.Changed() == 0 {
		return nil
	}
	w.result.Gen++
	_, err = w.tx.ExecContext(w.ctx, "UPDATE "+store.MirrorTable+" SET gen = ?, position = ? WHERE id = 1", w.result.Gen, string(data))
	return err
}

// djangoTime is how Django writes a time on SQLite, in UTC.
const djangoTime = "2006-01-02 15:04:05.000000"

// Time writes a time as the mirror's columns have it: UTC, with microseconds unless
// there are none.
func Time(t time.Time) string {
	t = t.UTC()
	if t.Truncate(time.Second).Equal(t.Truncate(time.Microsecond)) {
		return t.Format(time.DateTime)
	}
	return t.Format(djangoTime)
}
