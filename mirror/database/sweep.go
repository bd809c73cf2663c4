package database

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"examdesk/mirror"
)

// sliceRows is how many rows are compared at once.
const sliceRows = 10_000

// swept are the tables that are compared, people first.
func (s *tracker) swept() []string {
	all := []string{mirror.Users, mirror.Profiles, mirror.Attempts, mirror.Reviews, mirror.ReviewHistory}
	if s.cfg.Scope.Comments {
		all = append(all, mirror.Comments)
	}
	all = append(all, mirror.Allowances, mirror.AllowanceHistory, mirror.Policies, mirror.PolicyHistory, mirror.Exams)
	return slices.DeleteFunc(all, func(t string) bool { return !s.view.sees(t) })
}

// knownOnly reports whether of a table only rows are compared whose ids the mirror has:
// which others belong into it, the table itself does not say.
func (s *tracker) knownOnly(table string, sc *scope) bool {
	switch table {
	case mirror.Users, mirror.Profiles:
		return true
	case mirror.Reviews, mirror.ReviewHistory, mirror.Comments:
		return sc.part()
	}
	return false
}

// Sweep compares the next slice, after what is new was taken over in the same snapshot,
// so that what is mended is what left no trace. done reports that a round has ended.
func (s *Source) Sweep(ctx context.Context) (done bool, err error) {
	err = s.asking(ctx, "be compared", func(conn *sql.Conn) error {
		return inSnapshot(ctx, conn, func(q querier) error {
			if err := s.in.follow(ctx, q); err != nil {
				return err
			}
			p, err := s.in.file.Position(ctx)
			if err != nil || p.State == mirror.Suspect { // what is older must not be taken over
				return err
			}
			done, err = s.in.sweepSlice(ctx, q)
			return err
		})
	})
	return done, err
}

func (s *tracker) sweepSlice(ctx context.Context, q querier) (done bool, err error) {
	tables, now := s.swept(), s.cfg.Clock()
	at := slices.Index(tables, s.pulse.Table)
	if at < 0 || s.pulse.Begun.IsZero() {
		s.pulse.Table, s.pulse.Below, s.pulse.Begun, s.pulse.Mended, at = tables[0], math.MaxInt64, now, 0, 0
	}
	sc, err := s.theScope(ctx, q)
	if err != nil {
		return false, err
	}
	lower, mended, err := s.compareSlice(ctx, q, s.view.tables[s.pulse.Table], s.pulse.Below, sc)
	if err != nil {
		return false, err
	}
	s.pulse.Mended += mended
	if s.pulse.Below = lower; lower > math.MinInt64 {
		return false, nil
	}
	if at+1 < len(tables) {
		s.pulse.Table, s.pulse.Below = tables[at+1], math.MaxInt64
		return false, nil
	}
	return true, s.endRound(ctx, q, now)
}

// endRound removes what nothing refers to, and notes that everything was compared.
func (s *tracker) endRound(ctx context.Context, q querier, now time.Time) error {
	p, err := s.file.Position(ctx)
	if err != nil {
		return err
	}
	rows, err := s.forgotten(ctx)
	if err != nil {
		return err
	}
	r, err := s.rereader(ctx, q)
	if err != nil {
		return err
	}
	missing, err := s.missingPeople(ctx)
	if err == nil {
		err = r.readPeople(ctx, missing)
	}
	if err != nil {
		return err
	}
	p = p.Clone()
	p.Sweep = mirror.Sweep{Started: s.pulse.Begun, Finished: now, Mended: s.pulse.Mended, Total: p.Sweep.Total + s.pulse.Mended}
	if p.State == mirror.Rebuild {
		p.Enter(mirror.Following, "", now)
	}
	if _, err := s.file.Apply(ctx, mirror.Batch{Position: p, Rows: append(rows, r.rows...)}); err != nil {
		return err
	}
	s.pulse.Table, s.pulse.Begun = "", time.Time{}
	return s.file.Forget(ctx)
}

// compareSlice compares the rows below an id and mends the buckets that differ. It
// returns below which id the next slice is, and how many rows were not as they should
// have been.
func (s *tracker) compareSlice(ctx context.Context, q querier, t spec, below int64, sc *scope) (lower, mended int64, err error) {
	p, err := s.file.Position(ctx)
	if err != nil {
		return below, 0, err
	}
	known := s.knownOnly(t.table, sc)
	if lower, err = s.lowerEnd(ctx, q, t, below, known); err != nil {
		return below, 0, err
	}
	here := rowSums{spec: t, scope: sc}
	if err := s.file.Read(ctx, func(tx mirror.Querier) error { return t.rowsHere(ctx, tx, lower, below-1, here.add) }); err != nil {
		return below, 0, fmt.Errorf("read the mirror's %s: %w", t.table, err)
	}
	there, err := s.sums(ctx, q, t, lower, below-1, known, &here, sc)
	if err != nil {
		return below, 0, err
	}
	rows, err := s.differing(ctx, q, t, lower, below-1, known, &here, there, sc)
	if err != nil || len(rows) == 0 {
		return lower, 0, err
	}
	again, err := s.rereader(ctx, q)
	if err != nil {
		return below, 0, err
	}
	again.rows = rows
	if t.table == mirror.Attempts {
		err = again.ofAttempts(ctx, rows)
	}
	if err == nil {
		err = again.people(ctx)
	}
	if err != nil {
		return below, 0, err
	}
	done, err := s.file.Apply(ctx, mirror.Batch{Position: p, Rows: again.rows})
	if err != nil {
		return below, 0, err
	}
	wrong := done.Inserted[t.table] + done.Updated[t.table] + done.Deleted[t.table] - here.aged
	return lower, max(0, wrong), nil
}

// lowerEnd returns the id at which a slice below an id ends: that of the row with which
// it has its full size, or the lowest of all.
func (s *tracker) lowerEnd(ctx context.Context, q querier, t spec, below int64, known bool) (int64, error) {
	var lowest sql.NullInt64
	var n int64
	ask := func(one *sql.Row) error { return one.Scan(&lowest, &n) }
	const query = "SELECT MIN(k), COUNT(*) FROM (SELECT %s AS k FROM %s WHERE %s < ? ORDER BY k DESC LIMIT %d) x"
	var err error
	if known {
		err = s.file.Read(ctx, func(tx mirror.Querier) error {
			return ask(tx.QueryRowContext(ctx, fmt.Sprintf(query, "id", t.table, "id", sliceRows/2), below))
		})
	} else {
		err = ask(q.QueryRowContext(ctx, fmt.Sprintf(query, name(t.key), name(t.table), name(t.key), sliceRows), below))
	}
	if err != nil {
		return 0, fmt.Errorf("find the next slice of %s: %w", t.table, err)
	}
	if n < sliceRows/2 || !known && n < sliceRows {
		return math.MinInt64, nil
	}
	return lowest.Int64, nil
}

// rowSums adds up the mirror's rows of a slice.
type rowSums struct {
	spec   spec
	scope  *scope
	ids    []int64
	sums   map[int64]sum
	buffer []byte
	// aged counts the attempts that do not belong into the mirror any more.
	aged int64
}

func (r *rowSums) add(row []any) {
	id, _ := row[r.spec.at("id")].(int64)
	if r.sums == nil {
		r.sums = map[int64]sum{}
	}
	r.ids = append(r.ids, id)
	var crc uint32
	crc, r.buffer = r.spec.crc(row, r.buffer)
	b := r.sums[bucketOf(id)]
	b.add(crc)
	r.sums[bucketOf(id)] = b
	if r.spec.table == mirror.Attempts && len(r.scope.attempts(mirror.Rows{Values: [][]any{row}}, r.spec).Values) == 0 {
		r.aged++
	}
}

// bucketOf divides as MySQL's DIV does; ids are positive.
func bucketOf(id int64) int64 { return id / bucketIDs }

// sums asks the LMS for the sums of a slice.
func (s *tracker) sums(ctx context.Context, q querier, t spec, from, to int64, known bool, here *rowSums, sc *scope) (map[int64]sum, error) {
	if !known {
		where, args := s.where(t, sc)
		return t.sumsThere(ctx, q, from, to, where, args)
	}
	out := map[int64]sum{}
	for ids := range slices.Chunk(here.ids, 1000) {
		list := make([]any, len(ids))
		for i, id := range ids {
			list[i] = id
		}
		some, err := t.sumsThere(ctx, q, from, to, name(t.key)+" IN ("+marks(len(list))+")", list)
		if err != nil {
			return nil, err
		}
		for b, add := range some {
			now := out[b]
			out[b] = sum{now.rows + add.rows, now.sum + add.sum, now.xor ^ add.xor}
		}
	}
	return out, nil
}

// where is the condition by which rows of a table belong into the mirror.
func (s *tracker) where(t spec, sc *scope) (string, []any) {
	exam := map[string]string{mirror.Allowances: "proctored_exam_id", mirror.AllowanceHistory: "proctored_exam_id", mirror.Policies: "proctored_exam_id",
		mirror.PolicyHistory: "proctored_exam_id", mirror.Exams: "id"}[t.table]
	switch {
	case t.table == mirror.Attempts:
		return sc.condition()
	case exam != "" && sc.exams != nil:
		args := []any{int64(0)}
		for id := range sc.exams {
			args = append(args, id)
		}
		return name(exam) + " IN (" + marks(len(args)) + ")", args
	}
	return "1 = 1", nil
}

// differing reads the buckets again whose sums differ.
func (s *tracker) differing(ctx context.Context, q querier, t spec, from, to int64, known bool, here *rowSums, there map[int64]sum, sc *scope) ([]mirror.Rows, error) {
	var buckets []int64
	for b, one := range there {
		if here.sums[b] != one {
			buckets = append(buckets, b)
		}
	}
	for b := range here.sums {
		if _, ok := there[b]; !ok {
			buckets = append(buckets, b)
		}
	}
	slices.Sort(buckets)
	var out []mirror.Rows
	for _, b := range buckets {
		low, high := max(from, b*bucketIDs), min(to, (b+1)*bucketIDs-1)
		where, args := s.where(t, sc)
		if known {
			where, args = name(t.key)+" IN (0", nil
			for _, id := range here.ids {
				if bucketOf(id) == b {
					where += fmt.Sprint(", ", id)
				}
			}
			where += ")"
		}
		rows, err := t.read(ctx, q, name(t.key)+" BETWEEN ? AND ? AND "+where, append([]any{low, high}, args...)...)
		if err != nil {
			return nil, err
		}
		rows.Asked = &mirror.Asked{From: low, To: high}
		out = append(out, rows)
	}
	return out, nil
}
