package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"examdesk/mirror"
)

// name quotes a name for the LMS's database.
func name(n string) string { return "`" + strings.ReplaceAll(n, "`", "``") + "`" }

// selectFrom begins the question for rows of a table, by named columns.
func (s spec) selectFrom() string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = name(c.there())
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM " + name(s.table)
}

// columnNames are those of the mirror.
func (s spec) columnNames() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = c.name
	}
	return names
}

// at returns where a column is, -1 if it is not visible.
func (s spec) at(column string) int {
	for i, c := range s.columns {
		if c.name == column {
			return i
		}
	}
	return -1
}

// read asks for the rows of a table that meet a condition.
func (s spec) read(ctx context.Context, q querier, where string, args ...any) (mirror.Rows, error) {
	out := mirror.Rows{Table: s.table, Columns: s.columnNames()}
	err := each(ctx, q, s.selectFrom()+" WHERE "+where, args, s.columns, func(row []any) { out.Values = append(out.Values, row) })
	if err != nil {
		return out, fmt.Errorf("read %s: %w", s.table, err)
	}
	return out, nil
}

// atOnce is how many keys a question has.
const atOnce = 500

// readKeys asks for the rows with one of the keys in a column, and says that these
// were asked for. The LMS compares texts without regard to case and accents, so the
// answer is compared again.
func (s spec) readKeys(ctx context.Context, q querier, column string, list []any) (mirror.Rows, error) {
	out := mirror.Rows{Table: s.table, Columns: s.columnNames(), Asked: &mirror.Asked{Column: column, Keys: list}}
	at, wanted := s.at(column), map[any]bool{}
	for _, k := range list {
		wanted[k] = true
	}
	from := column
	if at >= 0 {
		from = s.columns[at].there()
	}
	for len(list) > 0 {
		some := list[:min(atOnce, len(list))]
		list = list[len(some):]
		err := each(ctx, q, s.selectFrom()+" WHERE "+name(from)+" IN ("+marks(len(some))+")", some, s.columns, func(row []any) {
			if at < 0 || wanted[row[at]] {
				out.Values = append(out.Values, row)
			}
		})
		if err != nil {
			return out, fmt.Errorf("read %s: %w", s.table, err)
		}
	}
	return out, nil
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// each reads the answer to a question row by row.
func each(ctx context.Context, q querier, query string, args []any, columns []column, f func(row []any)) (err error) {
	rows, err := q.QueryContext(ctx, query, args...) //nolint:rowserrcheck // closing checks it
	if err != nil {
		return err
	}
	defer func() { err = closing(rows, err) }()
	raw := make([]sql.RawBytes, len(columns))
	to := make([]any, len(columns))
	for i := range raw {
		to[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		row := make([]any, len(columns))
		for i, c := range columns {
			if row[i], err = c.kind.value(raw[i]); err != nil {
				return fmt.Errorf("read the column %s: %w", c.name, err)
			}
		}
		f(row)
	}
	return nil
}

// closing ends the reading of rows with what went wrong.
func closing(rows *sql.Rows, err error) error {
	return errors.Join(err, rows.Err(), rows.Close())
}

// value brings a value into the mirror's form: a moment without a fraction of zeros, as
// Django writes it on SQLite, and the moment that MySQL calls zero as none.
func (k kind) value(raw sql.RawBytes) (any, error) {
	if raw == nil {
		return nil, nil //nolint:nilnil // NULL
	}
	switch k {
	case number:
		return strconv.ParseInt(string(raw), 10, 64)
	case moment:
		s := strings.TrimSuffix(string(raw), ".000000")
		if strings.HasPrefix(s, "0000-00-00") {
			return nil, nil //nolint:nilnil // no moment
		}
		return s, nil
	case words:
	}
	return string(raw), nil
}

// inSnapshot runs f on one snapshot of the database, with one connection.
func inSnapshot(ctx context.Context, conn *sql.Conn, f func(querier) error) (err error) {
	if _, err := conn.ExecContext(ctx, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"); err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	defer func() {
		// The context may have ended; the connection must not go on with the snapshot.
		if _, end := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); end != nil {
			err = errors.Join(err, end, discard(conn))
		}
	}()
	return f(conn)
}

// discard keeps a connection from being used again.
func discard(conn *sql.Conn) error {
	err := conn.Raw(func(any) error { return errBroken })
	if errors.Is(err, errBroken) {
		return nil
	}
	return err
}
