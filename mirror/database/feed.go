package database

import (
	"context"
	"fmt"
	"time"

	"examdesk/mirror"
)

const (
	// feedRows is how many rows of a feed are read at once.
	feedRows = 2000
	// mostRanges is how many gaps are asked for by their ranges; if there are more, the
	// ids of the whole window are read instead.
	mostRanges = 200
	// window is how many ids are then read at once.
	window = 10_000
)

// reading is what reading the feeds has found.
type reading struct {
	feeds map[string]mirror.Feed
	keys  keys
	// more reports that a feed has more rows than were read.
	more bool
}

// readFeeds reads what is new in the feeds and what was missing, as far as it is
// visible in this snapshot.
func (v view) readFeeds(ctx context.Context, q querier, m maxima, p mirror.Position, pace Pace, now time.Time) (reading, error) {
	out := reading{feeds: map[string]mirror.Feed{}}
	for _, f := range feeds() {
		if !v.sees(f.table) {
			continue
		}
		at, known := p.Feeds[f.table]
		out.feeds[f.table] = at
		if !known { // it has become visible: from now on it is followed, and the sweep fetches the rest
			out.feeds[f.table] = mirror.Feed{Tail: m.newest[f.table]}
			continue
		}
		if m.newest[f.table] <= at.Tail && len(at.Gaps) == 0 {
			continue
		}
		next, more, err := v.readFeed(ctx, q, f, at, &out.keys, now)
		if err != nil {
			return out, fmt.Errorf("follow %s: %w", f.table, err)
		}
		if !more {
			next = giveUp(next, pace.Gap, now)
		}
		out.feeds[f.table], out.more = next, out.more || more
	}
	return out, nil
}

func (v view) readFeed(ctx context.Context, q querier, f feed, at mirror.Feed, k *keys, now time.Time) (mirror.Feed, bool, error) {
	s := v.tables[f.table]
	where, args := name(s.key)+" > ?", []any{at.Tail}
	found, err := s.foundInGaps(ctx, q, at)
	if err != nil {
		return at, false, err
	}
	switch {
	case len(at.Gaps) <= mostRanges:
		for _, g := range at.Gaps {
			where += " OR " + name(s.key) + " BETWEEN ? AND ?"
			args = append(args, g.From, g.To)
		}
	case len(found) > 0:
		found = found[:min(len(found), feedRows)]
		where += " OR " + name(s.key) + " IN (" + marks(len(found)) + ")"
		args = append(args, found...)
	}
	columns := []column{{name: s.key}}
	query := "SELECT " + name(s.key)
	for _, h := range f.hints {
		columns = append(columns, s.columns[s.at(h)])
		query += ", " + name(h)
	}
	query += fmt.Sprintf(" FROM %s WHERE %s ORDER BY %s LIMIT %d", name(s.table), where, name(s.key), feedRows)
	var ids []int64
	err = each(ctx, q, query, args, columns, func(row []any) {
		ids = append(ids, row[0].(int64))
		f.note(k, row[1:])
	})
	return seen(at, ids, now), len(ids) == feedRows, err
}

// foundInGaps returns the ids that are in gaps and there by now, if there are too many
// gaps to ask for each: with auto_increment_increment, each row leaves one.
func (s spec) foundInGaps(ctx context.Context, q querier, at mirror.Feed) ([]any, error) {
	if len(at.Gaps) <= mostRanges {
		return nil, nil
	}
	var found []any
	for from := at.Gaps[0].From; from <= at.Tail; from += window {
		ids, err := s.ids(ctx, q, from, min(at.Tail, from+window-1))
		if err != nil {
			return nil, err
		}
		next := 0 // both are in order
		for _, id := range ids {
			for next < len(at.Gaps) && at.Gaps[next].To < id {
				next++
			}
			if next < len(at.Gaps) && at.Gaps[next].From <= id {
				found = append(found, id)
			}
		}
	}
	return found, nil
}
