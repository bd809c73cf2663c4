package sample

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// batch is how many values one statement takes: enough that the cost of a
// statement is spread, far below SQLite's limit.
const batch = 2000

// conn is what loading needs of the driver's connection. database/sql converts
// and checks each value, which for a hundred million of them is a minute.
type conn interface {
	driver.ExecerContext
	driver.ConnPrepareContext
}

// loader inserts rows into one table, many with each statement.
type loader struct {
	conn  conn
	table string
	row   string // (?,?,NULL)
	width int
	rows  int // in a full statement
	head  string
	full  driver.Stmt
	args  []driver.NamedValue
}

// newLoader prepares to load the columns; a column written as name=expression
// gets that in each row.
func newLoader(c conn, table string, columns ...string) *loader {
	l := &loader{conn: c, table: table}
	var names, marks []string
	for _, col := range columns {
		name, value, constant := strings.Cut(col, "=")
		if !constant {
			value = "?"
			l.width++
		}
		names, marks = append(names, `"`+name+`"`), append(marks, value)
	}
	l.row = "(" + strings.Join(marks, ",") + ")"
	l.head = `INSERT INTO "` + table + `" (` + strings.Join(names, ",") + ") VALUES "
	l.rows = max(1, batch/l.width)
	l.args = make([]driver.NamedValue, 0, l.rows*l.width)
	return l
}

// add adds a row, and writes when a statement is full.
func (l *loader) add(ctx context.Context, values ...any) error {
	for _, v := range values {
		l.args = append(l.args, driver.NamedValue{Ordinal: len(l.args) + 1, Value: v})
	}
	if len(l.args) < cap(l.args) {
		return nil
	}
	if l.full == nil {
		stmt, err := l.prepare(ctx, l.rows)
		if err != nil {
			return err
		}
		l.full = stmt
	}
	return l.exec(ctx, l.full)
}

func (l *loader) prepare(ctx context.Context, rows int) (driver.Stmt, error) {
	query := l.head + strings.Repeat(l.row+",", rows-1) + l.row
	stmt, err := l.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare to fill %s: %w", l.table, err)
	}
	return stmt, nil
}

func (l *loader) exec(ctx context.Context, stmt driver.Stmt) error {
	s, ok := stmt.(driver.StmtExecContext)
	if !ok {
		return fmt.Errorf("fill %s: the driver's statements take no context", l.table)
	}
	_, err := s.ExecContext(ctx, l.args)
	l.args = l.args[:0]
	if err != nil {
		return fmt.Errorf("fill %s: %w", l.table, err)
	}
	return nil
}

// flush writes what is left.
func (l *loader) flush(ctx context.Context) error {
	if len(l.args) == 0 {
		return nil
	}
	stmt, err := l.prepare(ctx, len(l.args)/l.width)
	if err != nil {
		return err
	}
	err = l.exec(ctx, stmt)
	if closing := stmt.Close(); err == nil {
		err = closing
	}
	return err
}

// close frees the statement.
func (l *loader) close() error {
	if l.full == nil {
		return nil
	}
	return l.full.Close()
}
