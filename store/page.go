package store

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"examdesk/model"
)

const (
	defaultLimit = 50
	maxLimit     = 1000
	// defaultScan bounds how many candidates of one branch are examined for a page,
	// so that a filter with few matches answers quickly, if only partially.
	defaultScan = 20_000
)

// FindAttempts returns a page of attempts in the order of their last change. With
// examdesk's tables its cost does not grow with the store or the depth of the page;
// without them every page scans all attempts.
func (s *Store) FindAttempts(ctx context.Context, q model.AttemptQuery, now time.Time, l model.StuckLimits) (model.AttemptPage, error) {
	if err := s.sameFile(); err != nil {
		return model.AttemptPage{}, err
	}
	p, err := s.plan(ctx, q, now, l)
	if err != nil || p.empty {
		return model.AttemptPage{}, err
	}
	found, partial, err := s.places(ctx, s.read, p)
	if err != nil {
		return model.AttemptPage{}, err
	}
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	rows, err := s.rowsByID(ctx, s.read, ids)
	if err != nil {
		return model.AttemptPage{}, err
	}
	return p.page(found, rows, partial), nil
}

// pagePlan is a query prepared for SQL.
type pagePlan struct {
	desc     bool // direction of the scan
	backward bool // a page before a cursor: scanned in the other direction, then reversed
	from     *place
	limit    int
	branches []branch
	// overlap is set if several branches may find the same attempt.
	overlap bool
	// scan bounds the candidates of a branch that the residual condition is tried on;
	// 0 means all.
	scan  int
	empty bool
}

// condition is SQL with its arguments; empty SQL is true.
type condition struct {
	sql  string
	args []any
}

func (c *condition) and(sql string, args ...any) {
	if c.sql != "" {
		c.sql += " AND "
	}
	c.sql += sql
	c.args = append(c.args, args...)
}

// in adds a condition that a column has one of the values.
func (c *condition) in(column string, values ...any) {
	c.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// branch is one scan of an index in its order; the residual condition is tried on
// each candidate. The branches of a plan are merged.
type branch struct {
	condition
	residual condition
}

// looks reports whether any branch has a residual condition.
func (p *pagePlan) looks() bool {
	return slices.ContainsFunc(p.branches, func(b branch) bool { return b.residual.sql != "" })
}

// places finds the positions of a page in the order of the list. If a branch was cut
// short, partial is the place up to which everything was examined.
func (s *Store) places(ctx context.Context, from querier, p *pagePlan) ([]place, *place, error) {
	query, args := p.sql(s.source())
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, nil, mapError(err, "list the attempts")
	}
	var found []place
	err = each(rows, func() error {
		var at place
		if err := rows.Scan(text(&at.modified), &at.id); err != nil {
			return err
		}
		found = append(found, at)
		return nil
	})
	if err != nil {
		return nil, nil, mapError(err, "list the attempts")
	}
	full := len(found) > p.limit
	if !p.looks() || !s.Info().Migrated || full && len(p.branches) == 1 {
		return found, nil, nil
	}
	// With several branches, a full page may hold rows beyond the point where another
	// branch was cut short.
	kept, horizon, err := s.cut(ctx, from, p, found)
	if len(kept) > p.limit {
		horizon = nil
	}
	return kept, horizon, err
}

// cut drops rows beyond the place up to which every branch was examined.
func (s *Store) cut(ctx context.Context, from querier, p *pagePlan, found []place) ([]place, *place, error) {
	var horizon *place
	for _, b := range p.branches {
		if b.residual.sql == "" {
			continue
		}
		at, err := s.scanEnd(ctx, from, p, b)
		if err != nil {
			return nil, nil, err
		}
		if at != nil && (horizon == nil || before(*at, *horizon, p.desc)) {
			horizon = at
		}
	}
	if horizon == nil {
		return found, nil, nil
	}
	kept := found[:0]
	for _, f := range found {
		if !before(*horizon, f, p.desc) {
			kept = append(kept, f)
		}
	}
	return kept, horizon, nil
}

// scanEnd returns the last candidate of a branch that was cut short; nil if the
// branch was examined to its end.
func (s *Store) scanEnd(ctx context.Context, from querier, p *pagePlan, b branch) (*place, error) {
	c := p.keyset(b)
	query := fmt.Sprintf("SELECT modified, attempt_id FROM %s%s ORDER BY modified %s, attempt_id %s LIMIT 1 OFFSET %d",
		s.source(), where(c.sql), p.dir(), p.dir(), s.scan-1)
	rows, err := from.QueryContext(ctx, query, c.args...)
	if err != nil {
		return nil, mapError(err, "list the attempts")
	}
	var end *place
	err = each(rows, func() error {
		end = &place{}
		return rows.Scan(text(&end.modified), &end.id)
	})
	return end, mapError(err, "list the attempts")
}

func before(a, b place, desc bool) bool {
	if desc {
		a, b = b, a
	}
	return a.modified < b.modified || a.modified == b.modified && a.id < b.id
}

func where(sql string) string {
	if sql == "" {
		return ""
	}
	return " WHERE " + sql
}

func (p *pagePlan) dir() string {
	if p.desc {
		return "DESC"
	}
	return "ASC"
}

// keyset adds to a branch's condition the place to continue from.
func (p *pagePlan) keyset(b branch) condition {
	c := condition{sql: b.sql, args: append([]any{}, b.args...)}
	if p.from != nil {
		op := ">"
		if p.desc {
			op = "<"
		}
		c.and("(modified, attempt_id) "+op+" (?, ?)", p.from.modified, p.from.id)
	}
	return c
}

// sql merges the branches. It asks for one row more than the page has, to see whether
// there is another page.
func (p *pagePlan) sql(source string) (string, []any) {
	var parts []string
	var args []any
	for _, b := range p.branches {
		c := p.keyset(b)
		order := fmt.Sprintf(" ORDER BY modified %s, attempt_id %s LIMIT ", p.dir(), p.dir())
		part := "SELECT modified, attempt_id FROM " + source + where(c.sql) + order + fmt.Sprint(p.limit+1)
		args = append(args, c.args...)
		switch {
		case b.residual.sql == "":
		case p.scan == 0: // without an order all attempts are read anyway
			c.and("("+b.residual.sql+")", b.residual.args...)
			part = "SELECT modified, attempt_id FROM " + source + where(c.sql) + order + fmt.Sprint(p.limit+1)
			args = append(args, b.residual.args...)
		default:
			part = "SELECT modified, attempt_id FROM (SELECT * FROM " + source + where(c.sql) + order + fmt.Sprint(p.scan) + ")" +
				where(b.residual.sql) + " LIMIT " + fmt.Sprint(p.limit+1)
			args = append(args, b.residual.args...)
		}
		parts = append(parts, "SELECT * FROM ("+part+")")
	}
	union := " UNION ALL "
	if p.overlap {
		union = " UNION "
	}
	return varying + strings.Join(parts, union) +
		fmt.Sprintf(" ORDER BY 1 %s, 2 %s LIMIT %d", p.dir(), p.dir(), p.limit+1), args
}

// page puts the rows in the order of the list.
func (p *pagePlan) page(found []place, rows map[int64]model.AttemptRow, partial *place) model.AttemptPage {
	more := len(found) > p.limit
	if more {
		found = found[:p.limit]
	}
	var out model.AttemptPage
	if p.backward {
		sort.SliceStable(found, func(i, j int) bool { return before(found[i], found[j], !p.desc) })
		more = len(found) > 0 // the page that the cursor came from comes next
	}
	for _, f := range found {
		if row, ok := rows[f.id]; ok {
			out.Rows = append(out.Rows, row)
		}
	}
	switch {
	case partial != nil: // also backwards: the page before begins there
		out.Next, out.Partial = encodeCursor(*partial), true
	case more:
		out.Next = encodeCursor(found[len(found)-1])
	}
	return out
}
