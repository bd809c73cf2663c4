package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"examdesk/mirror"
)

// maxima are the newest ids of the feeds, and the fingerprint of a row of the attempts'
// history.
type maxima struct {
	newest      map[string]int64
	fingerprint string
}

// ask reads the maxima with one statement. Each is answered from the end of an index.
func (v view) ask(ctx context.Context, q querier, tail int64) (maxima, error) {
	var parts []string
	var tables []string
	for _, f := range feeds() {
		if s, ok := v.tables[f.table]; ok {
			parts = append(parts, "(SELECT MAX("+name(s.key)+") FROM "+name(s.table)+")")
			tables = append(tables, f.table)
		}
	}
	out := maxima{newest: map[string]int64{}}
	ids, to := make([]sql.NullInt64, len(parts)), make([]any, 0, len(parts)+1)
	for i := range ids {
		to = append(to, &ids[i])
	}
	var args []any
	var print sql.NullString
	if v.sees(mirror.AttemptHistory) {
		parts = append(parts, "(SELECT CONCAT_WS('|', id, DATE_FORMAT(history_date, '%Y-%m-%d %H:%i:%s.%f'), status, history_type) FROM "+name(mirror.AttemptHistory)+" WHERE history_id = ?)")
		to, args = append(to, &print), append(args, tail)
	}
	if err := q.QueryRowContext(ctx, "SELECT "+strings.Join(parts, ", "), args...).Scan(to...); err != nil {
		return out, fmt.Errorf("ask for what is new: %w", err)
	}
	for i, table := range tables {
		out.newest[table] = ids[i].Int64
	}
	out.fingerprint = print.String
	return out, nil
}

// asks reports whether anything has to be read: something is new, or still missing.
func (m maxima) asks(p mirror.Position) bool {
	for table, newest := range m.newest {
		f := p.Feeds[table]
		if newest > f.Tail || len(f.Gaps) > 0 {
			return true
		}
	}
	return len(p.Sent) > 0
}

// lookBack is how many ids below the newest are searched for gaps when a position is
// taken.
const lookBack = 10_000

// start takes a position: the newest ids, with the gaps below them. It has to be taken
// before the first row is read.
func (v view) start(ctx context.Context, q querier, now time.Time) (map[string]mirror.Feed, string, error) {
	m, err := v.ask(ctx, q, 0)
	if err != nil {
		return nil, "", err
	}
	out := map[string]mirror.Feed{}
	for table, newest := range m.newest {
		from := max(1, newest-lookBack+1)
		ids, err := v.tables[table].ids(ctx, q, from, newest)
		if err != nil {
			return nil, "", err
		}
		if out[table] = (mirror.Feed{Tail: newest}); len(ids) > 0 {
			out[table] = mirror.Feed{Tail: newest, Gaps: gapsOf(ids, from, newest, now)}
		}
	}
	m, err = v.ask(ctx, q, out[mirror.AttemptHistory].Tail)
	return out, m.fingerprint, err
}

// ids reads the primary keys in a range, ends included.
func (s spec) ids(ctx context.Context, q querier, from, to int64) ([]int64, error) {
	var out []int64
	err := each(ctx, q, "SELECT "+name(s.key)+" FROM "+name(s.table)+" WHERE "+name(s.key)+" BETWEEN ? AND ? ORDER BY 1", []any{from, to},
		[]column{{name: s.key}}, func(row []any) { out = append(out, row[0].(int64)) })
	if err != nil {
		return nil, fmt.Errorf("read the keys of %s: %w", s.table, err)
	}
	return out, nil
}
