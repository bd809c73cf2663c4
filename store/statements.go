package store

import (
	lru "container/list"
	"context"
	"database/sql/driver"
	"strings"
)

// maxStatements bounds the prepared statements that a connection keeps.
const maxStatements = 96

// varying marks the text of a query that is another one each time, such as one
// with a list of ids: it is prepared for the one time.
const varying = "/* varying */ "

// kept reports whether a query is worth keeping prepared: it reads or writes rows
// or holds them together, and its text is always the same. A pragma may act when it is prepared.
func kept(query string) bool {
	verb, _, _ := strings.Cut(strings.TrimLeft(query, " \n\t"), " ")
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK":
		return !strings.Contains(query, varying)
	}
	return false
}

// keeping opens connections that keep prepared statements.
type keeping struct{ driver.Connector }

// Connect implements [driver.Connector].
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, is := c.(fullConn)
	if !is {
		return c, nil
	}
	return &keepingConn{fullConn: full, idle: map[string]*lru.Element{}, order: lru.New()}, nil
}

// fullConn is what the driver's connections can do.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// statement is a prepared one that is at hand.
type statement interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

// keepingConn is a connection that keeps the statements that nobody uses just now,
// the one that was used last in front. A statement is in the hands of one at a
// time: whoever asks the same while rows of it are being read gets another one, as
// SQLite has one place in its rows for each.
type keepingConn struct {
	fullConn
	idle  map[string]*lru.Element
	order *lru.List // of idleStatement
}

type idleStatement struct {
	query string
	s     statement
}

// Unwrap gives the driver's own connection.
func (c *keepingConn) Unwrap() driver.Conn { return c.fullConn }

// take gives a statement to one who asks; nil if the driver has none to keep.
func (c *keepingConn) take(ctx context.Context, query string) (statement, error) {
	if e := c.idle[query]; e != nil {
		delete(c.idle, query)
		return c.order.Remove(e).(idleStatement).s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.(statement), nil
}

// give takes a statement back.
func (c *keepingConn) give(query string, s statement) error {
	if c.idle[query] != nil { // it was asked within its own rows
		return s.Close()
	}
	c.idle[query] = c.order.PushFront(idleStatement{query, s})
	if c.order.Len() <= maxStatements {
		return nil
	}
	oldest := c.order.Remove(c.order.Back()).(idleStatement)
	delete(c.idle, oldest.query)
	return oldest.s.Close()
}

// QueryContext implements [driver.QueryerContext].
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !kept(query) {
		return c.fullConn.QueryContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		_ = s.Close() // the error is told already
		return nil, err
	}
	return &keptRows{rows, c, query, s}, nil
}

// ExecContext implements [driver.ExecerContext].
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !kept(query) || strings.Contains(query, ";") {
		return c.fullConn.ExecContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args)
	if err != nil {
		_ = s.Close() // the error is told already
		return nil, err
	}
	return r, c.give(query, s)
}

// Close implements [driver.Conn].
func (c *keepingConn) Close() error {
	for e := c.order.Front(); e != nil; e = e.Next() {
		_ = e.Value.(idleStatement).s.Close() // the connection ends
	}
	c.order.Init()
	clear(c.idle)
	return c.fullConn.Close()
}

// keptRows are rows of a statement that goes back when they are closed.
type keptRows struct {
	driver.Rows
	c     *keepingConn
	query string
	s     statement
}

// Close implements [driver.Rows].
func (r *keptRows) Close() error {
	if r.s == nil {
		return nil
	}
	s := r.s
	r.s = nil
	if err := r.Rows.Close(); err != nil {
		_ = s.Close() // the error is told already
		return err
	}
	return r.c.give(r.query, s)
}
