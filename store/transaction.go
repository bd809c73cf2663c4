package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// transaction is a transaction on one connection, by statements that the connection
// keeps prepared. [sql.Tx] would prepare them each time, and start a goroutine for the
// transaction and another for each question, which wait for the end of the context;
// the driver starts one more. For questions that take microseconds that is most
// of what they cost.
type transaction struct {
	conn *sql.Conn
	// brief lets a context that ends stop what comes next, not the statement that
	// runs.
	brief bool
	over  bool
}

// begin begins a transaction; the text is BEGIN or BEGIN IMMEDIATE. While it waits for
// another program's lock, the context may end it.
func begin(ctx context.Context, pool *sql.DB, text string, brief bool) (*transaction, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &transaction{conn: conn, brief: brief}
	if text == beginRead { // it takes no lock yet
		_, err = t.ExecContext(context.WithoutCancel(ctx), text)
	} else {
		_, err = conn.ExecContext(ctx, text)
	}
	if err != nil {
		_ = t.rollback(ctx) // it may have begun all the same, just before the context ended
		return nil, err
	}
	return t, nil
}

const (
	beginRead  = "BEGIN"
	beginWrite = "BEGIN IMMEDIATE"
)

func (t *transaction) lasting(ctx context.Context) context.Context {
	if t.brief && ctx.Err() == nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// ExecContext runs a statement.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.conn.ExecContext(t.lasting(ctx), query, args...)
}

// QueryContext asks for rows.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.conn.QueryContext(t.lasting(ctx), query, args...)
}

// QueryRowContext asks for one row.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(t.lasting(ctx), query, args...)
}

// commit ends the transaction. Whatever error it returns, nothing was written.
func (t *transaction) commit(ctx context.Context) error {
	err := ctx.Err()
	if err == nil {
		_, err = t.conn.ExecContext(context.WithoutCancel(ctx), "COMMIT")
	}
	if err != nil {
		_ = t.rollback(ctx) // SQLite may have done that; the error is told already
		return err
	}
	t.over = true
	_ = t.conn.Close() // it is written
	return nil
}

// rollback ends the transaction, unless it is over, and gives the connection back.
func (t *transaction) rollback(ctx context.Context) error {
	if t.over {
		return nil
	}
	t.over = true
	_, err := t.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if err != nil { // nobody is to begin in the middle of a transaction
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = t.conn.Close() // of no consequence: what is to be known, ROLLBACK said
	return err
}
