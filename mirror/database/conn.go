package database

import (
	"context"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"

	"examdesk/model"
)

// The errors of MySQL and MariaDB that mean something here.
const (
	errAccessDenied    = 1045
	errDatabaseDenied  = 1044
	errUnknownDatabase = 1049
	errUnknownColumn   = 1054
	errTableDenied     = 1142
	errColumnDenied    = 1143
	errNoSuchTable     = 1146
	errUnknownVariable = 1193
	errTimeMariaDB     = 1969
	errTimeMySQL       = 3024
)

// codeOf returns the server's number of an error, 0 if it is not the server's.
func codeOf(err error) uint16 {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return e.Number
	}
	return 0
}

// notVisible reports whether an error says that the user may not see a table or a
// column, or that there is none.
func notVisible(err error) bool {
	switch codeOf(err) {
	case errTableDenied, errColumnDenied, errNoSuchTable, errUnknownColumn:
		return true
	}
	return false
}

// problem gives an error of the driver a code and a sentence. The driver's own text is
// for logs: it never holds the password.
func problem(err error, doing string) error {
	var known *model.Error
	var network net.Error
	var certificate *x509.UnknownAuthorityError
	var name *x509.HostnameError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &certificate), errors.As(err, &name):
		return model.Wrap(err, model.CodeDenied, "The database's certificate is not trusted; check tls and the CA file, or pin the certificate.")
	}
	switch codeOf(err) {
	case errAccessDenied:
		return model.Wrap(err, model.CodeDenied, "The database refuses the user or the password. If they belong to a lease, it may have ended; set them again.")
	case errDatabaseDenied, errUnknownDatabase:
		return model.Wrap(err, model.CodeDenied, "The database has no such schema, or its user may not see it.")
	case errTableDenied, errColumnDenied:
		return model.Wrap(err, model.CodeDenied, "The database's user may not %s any more.", doing)
	case errTimeMariaDB, errTimeMySQL:
		return model.Wrap(err, model.CodeUnavailable, "The database took too long to %s and was stopped; it is asked again later.", doing)
	case 0:
		if errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, context.DeadlineExceeded) {
			return model.Wrap(err, model.CodeUnavailable, "The database cannot be reached; what is shown is from before.")
		}
	}
	return model.Wrap(err, model.CodeUnavailable, "The database could not %s.", doing)
}

// login asks for credentials, and asks again after they were refused.
type login struct {
	ask func(ctx context.Context, again bool) (Credentials, error)

	mu      sync.Mutex
	refused bool
}

func (l *login) before(ctx context.Context, c *mysql.Config) error {
	l.mu.Lock()
	again := l.refused
	l.mu.Unlock()
	got, err := l.ask(ctx, again)
	if err != nil {
		return err
	}
	c.User, c.Passwd = got.User, got.Password.Reveal()
	return nil
}

// connector makes connections that cannot write and whose statements end in time.
type connector struct {
	driver.Connector
	login *login
	limit time.Duration
}

// Connect implements [driver.Connector]. Credentials that are refused are asked for once
// more.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if codeOf(err) == errAccessDenied {
		c.login.set(true)
		conn, err = c.Connector.Connect(ctx)
	}
	if err != nil {
		return nil, err
	}
	c.login.set(false)
	if err := c.prepare(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func (l *login) set(refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused = refused
}

// prepare sets up a session: nothing is written, and what takes too long is ended by the
// server, in the words of MariaDB or of MySQL.
func (c connector) prepare(ctx context.Context, conn driver.Conn) error {
	run, can := conn.(driver.ExecerContext)
	if !can {
		return errors.New("the driver runs no statements")
	}
	if _, err := run.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", nil); err != nil {
		return fmt.Errorf("make the session read-only: %w", err)
	}
	_, err := run.ExecContext(ctx, fmt.Sprintf("SET SESSION max_statement_time = %g", c.limit.Seconds()), nil)
	if codeOf(err) == errUnknownVariable {
		_, err = run.ExecContext(ctx, fmt.Sprintf("SET SESSION max_execution_time = %d", c.limit.Milliseconds()), nil)
	}
	if err != nil {
		return fmt.Errorf("limit the session's statements: %w", err)
	}
	return nil
}

// connect prepares the one connection; it is made when it is needed.
func connect(c Config) (*sql.DB, error) {
	encrypted, err := c.TLS.config(c)
	if err != nil {
		return nil, err
	}
	m := mysql.NewConfig()
	m.Net, m.Addr, m.DBName = "tcp", c.address(), c.Name
	m.TLS = encrypted
	m.InterpolateParams = true // one round trip, and no statement is kept on the server
	m.Timeout, m.ReadTimeout, m.WriteTimeout = 10*time.Second, 30*time.Second, 10*time.Second
	m.Logger = silent{}
	l := &login{ask: c.Credentials}
	if err := m.Apply(mysql.Charset("utf8mb4", ""), mysql.BeforeConnect(l.before)); err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "The settings of the database cannot be used.")
	}
	inner, err := mysql.NewConnector(m)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "The settings of the database cannot be used.")
	}
	db := sql.OpenDB(connector{inner, l, c.Pace.Limit})
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	return db, nil
}

// silent keeps the driver from writing to the terminal.
type silent struct{}

// Print implements [mysql.Logger].
func (silent) Print(...any) {}
