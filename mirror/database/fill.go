package database

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"examdesk/mirror"
)

// The steps of filling that are not tables, as the position's cursors name them.
const (
	stepSmall     = "exams and reviewers"
	stepDecisions = "attempts that need a decision"
	stepDates     = "dates"
)

const (
	// fillRows is how many rows of a table are read at once.
	fillRows = 5000
	// scanRows is how many rows are searched at once for attempts that need a decision,
	// and mostFirst how many of these are read before everything else.
	scanRows  = 10_000
	mostFirst = 20_000
)

// filled are the steps of filling a mirror, in their order.
func (s *tracker) filled() []string {
	tables := []string{mirror.Attempts}
	if !(&scope{Scope: s.cfg.Scope}).part() {
		tables = append(tables, mirror.Reviews, mirror.ReviewHistory)
		if s.cfg.Scope.Comments {
			tables = append(tables, mirror.Comments)
		}
	}
	tables = append(tables, mirror.Allowances, mirror.AllowanceHistory, mirror.PolicyHistory)
	tables = slices.DeleteFunc(tables, func(t string) bool { return !s.view.sees(t) })
	return append(append([]string{stepSmall, stepDecisions}, tables...), stepDates)
}

// Fill does one step of filling the mirror: at most a few thousand rows. What needs a
// decision comes first. done reports that the mirror is complete and followed from now
// on; it can be called again at any time, also after the program ended in between.
func (s *Source) Fill(ctx context.Context) (done bool, err error) {
	err = s.asking(ctx, "be mirrored", func(conn *sql.Conn) error {
		p, err := s.in.file.Position(ctx)
		if err != nil {
			return err
		}
		if done = p.State != mirror.Filling; done {
			return nil
		}
		for _, step := range s.in.filled() {
			if !p.Cursors[step].Done {
				return inSnapshot(ctx, conn, func(q querier) error { return s.in.fillStep(ctx, q, p.Clone(), step) })
			}
		}
		done = true
		return s.in.filledUp(ctx, p.Clone())
	})
	return done, err
}

// filledUp adds what makes lists quick, and ends the filling.
func (s *tracker) filledUp(ctx context.Context, p mirror.Position) error {
	if err := s.file.Migrate(ctx, nil); err != nil {
		return err
	}
	p.Enter(mirror.Following, "", s.cfg.Clock())
	p.Cursors = nil
	_, err := s.file.Apply(ctx, mirror.Batch{Position: p})
	return err
}

func (s *tracker) fillStep(ctx context.Context, q querier, p mirror.Position, step string) error {
	c := p.Cursors[step]
	if c.Read.IsZero() {
		c.At = math.MaxInt64
	}
	c.Read = s.cfg.Clock()
	switch step {
	case stepSmall:
		c.Done = true
		p.Cursors[step] = c
		_, err := s.readSmall(ctx, q, p)
		return err
	case stepDates:
		c.Done = true
		p.Cursors[step] = c
		if s.seesDates() {
			if err := s.readDates(ctx, q, p); err != nil {
				return err
			}
		}
		_, err := s.file.Apply(ctx, mirror.Batch{Position: s.atGen(ctx, p)})
		return err
	}
	r, err := s.rereader(ctx, q)
	if err != nil {
		return err
	}
	if step == stepDecisions {
		err = s.fillDecisions(ctx, r, &c)
	} else {
		err = s.fillTable(ctx, r, s.view.tables[step], &c)
	}
	if err != nil {
		return err
	}
	p.Cursors[step] = c
	_, err = s.file.Apply(ctx, mirror.Batch{Position: p, Rows: r.rows})
	return err
}

// atGen gives a position the generation that the mirror has now.
func (s *tracker) atGen(ctx context.Context, p mirror.Position) mirror.Position {
	if now, err := s.file.Position(ctx); err == nil {
		p.Gen = now.Gen
	}
	return p
}

// fillDecisions finds attempts that need a decision, newest first, and reads them with
// all that belongs to them.
func (s *tracker) fillDecisions(ctx context.Context, r *rereader, c *mirror.Cursor) error {
	t := s.view.tables[mirror.Attempts]
	lower, err := t.below(ctx, r.q, c.At, scanRows)
	if err != nil {
		return err
	}
	where, args := r.scope.condition()
	var k keys
	err = each(ctx, r.q, "SELECT id FROM "+name(t.table)+" WHERE id >= ? AND id < ? AND status IN ('second_review_required', 'submitted') AND "+where+" ORDER BY id DESC",
		append([]any{lower, c.At}, args...), []column{{name: "id"}}, func(row []any) { k.attempts.add(row[0]) })
	if err != nil {
		return fmt.Errorf("find the attempts that need a decision: %w", err)
	}
	c.Of += int64(len(k.attempts))
	c.At, c.Done = lower, lower == math.MinInt64 || c.Of >= mostFirst
	if len(k.attempts) == 0 {
		return nil
	}
	found, err := t.readKeys(ctx, r.q, "id", k.attempts.list())
	if err != nil {
		return err
	}
	for _, row := range found.Values {
		k.codes.add(row[t.at("attempt_code")])
	}
	return r.all(ctx, k)
}

// fillTable reads the next rows of a table, newest first.
func (s *tracker) fillTable(ctx context.Context, r *rereader, t spec, c *mirror.Cursor) error {
	lower, err := t.below(ctx, r.q, c.At, fillRows)
	if err != nil {
		return err
	}
	where, args := s.where(t, r.scope)
	rows, err := t.read(ctx, r.q, name(t.key)+" >= ? AND "+name(t.key)+" < ? AND "+where, append([]any{lower, c.At}, args...)...)
	if err != nil {
		return err
	}
	rows.Missing = true
	r.add(rows)
	c.Of += int64(len(rows.Values))
	c.At, c.Done = lower, lower == math.MinInt64
	if t.table == mirror.Attempts {
		if err := r.ofAttempts(ctx, []mirror.Rows{rows}); err != nil {
			return err
		}
	}
	return r.people(ctx)
}

// below returns the id of the row that is n rows below an id, the lowest of all if there
// are fewer.
func (s spec) below(ctx context.Context, q querier, id int64, n int) (int64, error) {
	var lowest sql.NullInt64
	var found int
	err := q.QueryRowContext(ctx, fmt.Sprintf("SELECT MIN(k), COUNT(*) FROM (SELECT %s AS k FROM %s WHERE %s < ? ORDER BY k DESC LIMIT %d) x",
		name(s.key), name(s.table), name(s.key), n), id).Scan(&lowest, &found)
	if err != nil {
		return 0, fmt.Errorf("find the next rows of %s: %w", s.table, err)
	}
	if found < n {
		return math.MinInt64, nil
	}
	return lowest.Int64, nil
}
