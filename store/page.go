package store

import (
	"context"
	"fmt"
	"sort"
	"time"

	"examdesk/model"
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

// places finds the positions of a page in the order of the list. If a branch was cut
// short, partial is the place up to which everything was examined.
func (s *database) places(ctx context.Context, from querier, p *pagePlan) ([]place, *place, error) {
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
func (s *database) cut(ctx context.Context, from querier, p *pagePlan, found []place) ([]place, *place, error) {
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
func (s *database) scanEnd(ctx context.Context, from querier, p *pagePlan, b branch) (*place, error) {
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

// plan turns a query into branches, each a scan of one index in its order with a
// residual condition for everything that the index does not cover.
func (s *database) plan(ctx context.Context, q model.AttemptQuery, now time.Time, l model.StuckLimits) (*pagePlan, error) {
	p := &pagePlan{desc: q.NewestFirst, limit: q.Limit}
	if s.Info().Migrated {
		p.scan = s.scan
	}
	if p.limit <= 0 {
		p.limit = defaultLimit
	}
	p.limit = min(p.limit, maxLimit)
	cursor := q.After
	if q.Before != "" {
		cursor, p.backward, p.desc = q.Before, true, !p.desc
	}
	if cursor != "" {
		at, err := decodeCursor(cursor)
		if err != nil {
			return nil, err
		}
		p.from = &at
	}
	var err error
	p.branches, p.overlap, err = branchesOf(ctx, planner{s: s, now: now, limits: l}, q.Filter)
	p.empty = len(p.branches) == 0
	return p, err
}
