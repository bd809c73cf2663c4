//go:build e2e

package lms

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// account is a user of the database.
type account struct{ name, password string }

var (
	owner  = account{"openedx", "fake-secret-of-the-owner"}
	reader = account{"examdesk", "fake-secret-of-the-reader"}
	root   = account{"root", ""}
)

// dsn is how the driver reaches the database over TCP.
func dsn(as account, port int) string {
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName = as.name, as.password, "tcp", "127.0.0.1:"+strconv.Itoa(port), "openedx"
	c.ParseTime = true
	return c.FormatDSN()
}

// open opens the database until the test ends.
func open(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// small keeps the files small that every database is copied with.
var small = []string{"--innodb-data-file-path=ibdata1:4M:autoextend", "--innodb-autoextend-increment=4", "--innodb-log-file-size=16M"}

// server starts MariaDB on a folder of its own.
func server(t testing.TB, data, socket, log string, port int, more []string) *process {
	t.Helper()
	args := append([]string{
		"--no-defaults", "--datadir=" + data, "--socket=" + socket, "--pid-file=" + filepath.Join(data, "mariadbd.pid"),
		"--bind-address=127.0.0.1", "--port=" + strconv.Itoa(port), "--skip-name-resolve", "--performance-schema=OFF",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--max-connections=400",
		"--innodb-buffer-pool-size=256M", "--innodb-flush-log-at-trx-commit=2", "--max-allowed-packet=64M",
	}, append(small, more...)...)
	// wsrep_sst_handover lies here.
	env := append(os.Environ(), "PATH="+here(t)+":"+os.Getenv("PATH"))
	p := start(t, log, env, data, binary(t, "mariadbd"), append(args, asRoot()...)...)
	db := open(t, socketDSN(socket))
	defer func() { _ = db.Close() }()
	p.wait(t, "MariaDB", func() error { return db.PingContext(t.Context()) })
	return p
}

// socketDSN is how root reaches the database.
func socketDSN(socket string) string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.MultiStatements = root.name, "unix", socket, true
	return c.FormatDSN()
}

// asRoot is the argument without which MariaDB does not start as the root of a container.
func asRoot() []string {
	if os.Getuid() == 0 {
		return []string{"--user=root"}
	}
	return nil
}

// binary finds a program of Debian's mariadb-server, which lies where only root looks.
func binary(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath(filepath.Join("/usr/sbin", name))
	}
	if err != nil {
		t.Fatalf("%s is missing: %v; .ci/lms installs it", name, err)
	}
	return path
}

// asOldSitesAre is what becomes of tables over the years: some were converted to
// utf8mb4 and some were not. E-mails have an index as in an LMS, but not a unique one,
// so that there can be two people with one, as on sites whose accounts were imported.
var asOldSitesAre = []string{
	"ALTER TABLE proctoring_proctoredexamstudentallowance CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci",
	"ALTER TABLE proctoring_proctoredexamstudentallowancehistory CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci",
	"ALTER TABLE proctoring_proctoredexamreviewpolicyhistory CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci",
	"ALTER TABLE auth_group CONVERT TO CHARACTER SET latin1",
	"ALTER TABLE django_migrations CONVERT TO CHARACTER SET latin1",
	"CREATE INDEX email ON auth_user (email)",
}

// ReadOnlySQL is the block of SQL by which an administrator makes examdesk's user, with
// another password.
func ReadOnlySQL(t testing.TB, password string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(here(t), "readonly.sql"))
	if err != nil {
		t.Fatal(err)
	}
	const mark = "change-this-password"
	if strings.Count(string(data), mark) != 1 {
		t.Fatal("readonly.sql does not have the one password to change")
	}
	return strings.Replace(string(data), mark, password, 1)
}

// statements runs several.
func statements(t testing.TB, db *sql.DB, text string) {
	t.Helper()
	if _, err := db.ExecContext(context.WithoutCancel(t.Context()), text); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
