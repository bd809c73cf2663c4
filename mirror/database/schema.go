package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"examdesk/mirror"
	"examdesk/model"
)

// querier is a connection, in or outside a snapshot.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// newestKnown is the newest migration of edx-proctoring whose tables are known.
const newestKnown = "0025"

// view is a database as its user sees it.
type view struct {
	source mirror.Source
	// tables are those that can be followed, with the columns that are visible.
	tables map[string]spec
	// hidden are the tables and columns that are not.
	hidden []string
}

func (v view) sees(table string) bool {
	_, ok := v.tables[table]
	return ok
}

// essential are the tables that every mirror needs.
func essential() []string { return []string{mirror.Attempts, mirror.Exams, mirror.Users} }

// look finds out what the server is and what the user sees.
func look(ctx context.Context, q querier, address string) (view, error) {
	v := view{tables: map[string]spec{}, source: mirror.Source{Kind: mirror.KindDatabase, Address: address}}
	var id, host string
	if err := q.QueryRowContext(ctx, "SELECT VERSION(), @@server_id, @@hostname").Scan(&v.source.Version, &id, &host); err != nil {
		return v, fmt.Errorf("ask for the version: %w", err)
	}
	v.source.Identity = model.Clean(host + "/" + id)
	v.source.Version = model.Clean(v.source.Version)
	there, err := columnsThere(ctx, q)
	if err != nil {
		return v, err
	}
	for name, s := range specs() {
		visible, hidden, whole := s.visible(there[name])
		v.hidden = append(v.hidden, hidden...)
		if !whole {
			continue
		}
		if err := probe(ctx, q, visible); err != nil {
			if !notVisible(err) {
				return v, fmt.Errorf("look at %s: %w", name, err)
			}
			v.hidden = append(v.hidden, name)
			continue
		}
		v.tables[name] = visible
	}
	slices.Sort(v.hidden)
	v.hidden = slices.Compact(v.hidden)
	for _, name := range essential() {
		if !v.sees(name) {
			return v, model.Errorf(model.CodeUnsupported, "The database cannot be followed: its user does not see what is needed of %s (%s). Let its administrator grant SELECT on that.",
				name, strings.Join(of(name, v.hidden), ", "))
		}
	}
	v.source.Schema, err = schemaOf(ctx, q)
	return v, err
}

// of selects what is hidden of a table.
func of(table string, hidden []string) []string {
	var out []string
	for _, h := range hidden {
		if h == table || strings.HasPrefix(h, table+".") {
			out = append(out, h)
		}
	}
	return out
}

// columnsThere returns the columns of this schema that the user may see, by table.
func columnsThere(ctx context.Context, q querier) (out map[string]map[string]bool, err error) {
	rows, err := q.QueryContext(ctx, "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()") //nolint:rowserrcheck // closing checks it
	if err != nil {
		return nil, fmt.Errorf("list the columns: %w", err)
	}
	defer func() { err = closing(rows, err) }()
	out = map[string]map[string]bool{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		table = strings.ToLower(table) // as servers on Windows and macOS write it
		if out[table] == nil {
			out[table] = map[string]bool{}
		}
		out[table][column] = true
	}
	return out, nil
}

// visible returns the table with the columns that are there; whole is false if it
// cannot be followed without the others.
func (s spec) visible(there map[string]bool) (out spec, hidden []string, whole bool) {
	if len(there) == 0 {
		return s, []string{s.table}, false
	}
	out, whole = s, there[s.key]
	out.columns = nil
	for _, c := range s.columns {
		if there[c.there()] {
			out.columns = append(out.columns, c)
			continue
		}
		hidden = append(hidden, s.table+"."+c.there())
		whole = whole && !slices.Contains(s.needed, c.there())
	}
	if !whole {
		hidden = append(hidden, s.table)
	}
	return out, hidden, whole
}

// probe asks for no row, to learn whether the user may.
func probe(ctx context.Context, q querier, s spec) error {
	rows, err := q.QueryContext(ctx, s.selectFrom()+" LIMIT 0")
	if err != nil {
		return err
	}
	for rows.Next() { // there is none
		continue
	}
	return closing(rows, nil)
}

// schemaOf returns the newest migration of edx-proctoring; empty if it cannot be known.
func schemaOf(ctx context.Context, q querier) (string, error) {
	var newest sql.NullString
	err := q.QueryRowContext(ctx, "SELECT MAX(name) FROM django_migrations WHERE app = 'edx_proctoring'").Scan(&newest)
	if notVisible(err) {
		return "", nil
	}
	return model.Clean(newest.String), err
}

// newer reports whether a schema is newer than what is known.
func newer(schema string) bool { return len(schema) >= 4 && schema[:4] > newestKnown }
