//go:build e2e

package lms

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/gofrs/flock"
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

// server starts MariaDB on a folder of its own.
func server(t testing.TB, data, socket, log string, port int, more []string) *process {
	t.Helper()
	args := append([]string{
		"--no-defaults", "--datadir=" + data, "--socket=" + socket, "--pid-file=" + filepath.Join(data, "mariadbd.pid"),
		"--bind-address=127.0.0.1", "--port=" + strconv.Itoa(port), "--skip-name-resolve", "--performance-schema=OFF",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--max-connections=400",
		"--innodb-buffer-pool-size=256M", "--innodb-log-file-size=32M", "--innodb-flush-log-at-trx-commit=2", "--max-allowed-packet=64M",
	}, more...)
	p := start(t, log, os.Environ(), data, binary(t, "mariadbd"), append(args, asRoot()...)...)
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

// template is a database with all tables and without people, made once for each state
// of the files that it is made from.
func template(t testing.TB) string {
	t.Helper()
	cache := filepath.Join(here(t), "..", "..", ".cache")
	if err := os.MkdirAll(cache, 0o750); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(cache, "lms-database-"+fingerprint(t))
	lock := flock.New(filepath.Join(cache, "lms-database.lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Unlock() }()
	if _, err := os.Stat(made); err == nil {
		return made
	}
	before, err := filepath.Glob(filepath.Join(cache, "lms-database-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range before {
		_ = os.RemoveAll(one)
	}
	dir := t.TempDir()
	makeTemplate(t, dir)
	work := made + ".part"
	if err := os.CopyFS(work, os.DirFS(filepath.Join(dir, "mariadb"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(work, made); err != nil {
		t.Fatal(err)
	}
	return made
}

// fingerprint is that of everything that makes the tables.
func fingerprint(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	names := []string{"requirements.txt", "readonly.sql", "settings.py", "database.go", "campus/models.py"}
	more, err := fs.Glob(os.DirFS(here(t)), "campus/migrations/*.py")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(more)
	for _, name := range append(names, more...) {
		data, err := os.ReadFile(filepath.Join(here(t), name))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(data), data)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func makeTemplate(t testing.TB, dir string) {
	t.Helper()
	data, socket := filepath.Join(dir, "mariadb"), filepath.Join(dir, "db.sock")
	run(t, os.Environ(), dir, binary(t, "mariadb-install-db"), append([]string{
		"--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db",
	}, asRoot()...)...)
	p := server(t, data, socket, filepath.Join(dir, "mariadb.log"), freePort(t), nil)
	db := open(t, socketDSN(socket))
	statements(t, db, fmt.Sprintf(`CREATE DATABASE openedx; CREATE USER '%[1]s'@'%%' IDENTIFIED BY '%[2]s'; GRANT ALL ON openedx.* TO '%[1]s'@'%%'`, owner.name, owner.password))
	env := append(pythonEnv(dir), "LMS_STATE="+dir, "LMS_DB_SOCKET="+socket)
	run(t, env, here(t), interpreter(t), "manage.py", "migrate", "-v", "0")
	statements(t, db, "USE openedx; "+strings.Join(asOldSitesAre, "; "))
	statements(t, db, ReadOnlySQL(t, reader.password))
	_ = db.Close()
	p.stop(false)
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
