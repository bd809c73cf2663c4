//go:build e2e

package mirror

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"examdesk/mirror"
	"examdesk/mirror/database"
	"examdesk/model"
)

//go:embed testdata/lms.sql
var tables string

// mariadb is the server of all tests; each has a database of its own.
var mariadb struct {
	port   int
	socket string
	dir    string
}

func TestMain(m *testing.M) {
	if os.Getenv("EXAMDESK_MIRROR_CHILD") != "" { // its parent has the server
		os.Exit(m.Run())
	}
	os.Exit(withServer(m.Run))
}

// withServer starts MariaDB, and ends it by its id. The server is signalled when the
// thread that started it ends, so that thread is kept.
func withServer(run func() int) int {
	runtime.LockOSThread()
	dir, err := os.MkdirTemp("", "examdesk-mirror-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	mariadb.port, mariadb.dir, mariadb.socket = l.Addr().(*net.TCPAddr).Port, dir, filepath.Join(dir, "s")
	_ = l.Close()
	data := filepath.Join(dir, "data")
	root := []string{}
	if os.Getuid() == 0 {
		root = []string{"--user=root"}
	}
	out, err := exec.Command("mariadb-install-db", append([]string{"--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db"}, root...)...).CombinedOutput()
	if err != nil {
		panic(fmt.Sprintf("mariadb-install-db: %v\n%s\n.ci/lms installs MariaDB", err, out))
	}
	cmd := exec.Command("/usr/sbin/mariadbd", append([]string{
		"--no-defaults", "--datadir=" + data, "--socket=" + mariadb.socket, "--pid-file=" + filepath.Join(dir, "pid"), "--port=" + strconv.Itoa(mariadb.port),
		"--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-buffer-pool-size=256M", "--innodb-flush-log-at-trx-commit=2", "--log-error=" + filepath.Join(dir, "log"),
	}, root...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}()
	db := opened("root", "", "")
	defer func() { _ = db.Close() }()
	for range 600 {
		if err = db.Ping(); err == nil {
			return run()
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic(err)
}

func opened(user, password, name string) *sql.DB {
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName, c.MultiStatements = user, password, "tcp", "127.0.0.1:"+strconv.Itoa(mariadb.port), name, true
	c.InterpolateParams, c.Logger = true, &mysql.NopLogger{}
	db, err := sql.Open("mysql", c.FormatDSN())
	if err != nil {
		panic(err)
	}
	return db
}

// site is a database as an LMS has it, and what follows it.
type site struct {
	*sql.DB
	t    *testing.T
	name string
	// user reads, with the grants that administrators are told to give.
	user, password string
	clock          *clock
}

// clock is a time that the test moves.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time       { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }
func start() time.Time                { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
func at(after time.Duration) string   { return mirror.Time(start().Add(after)) }
func ctx() context.Context            { return context.Background() }
func must[T any](v T, err error) T    { check(err); return v }
func check(err error) {
	if err != nil {
		panic(err)
	}
}

var sites atomic.Int64

const secret = "fake-secret-of-the-reader"

// newSite makes a database with the LMS's tables.
func newSite(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s := &site{t: t, name: fmt.Sprint("site", sites.Add(1)), clock: &clock{}, password: secret}
	s.user = "reader_" + s.name
	s.clock.at.Store(start().UnixNano())
	root := opened("root", "", "")
	t.Cleanup(func() {
		_, _ = root.Exec("DROP DATABASE " + s.name)
		_ = root.Close()
	})
	check(execOn(root, "CREATE DATABASE "+s.name+" CHARACTER SET utf8mb4"))
	s.DB = opened("root", "", s.name)
	t.Cleanup(func() { _ = s.Close() })
	s.do(tables)
	s.do("CREATE USER '" + s.user + "'@'%' IDENTIFIED BY '" + secret + "'")
	grants, err := os.ReadFile("../lms/readonly.sql")
	check(err)
	for _, line := range strings.Split(string(grants), "\n") {
		if strings.HasPrefix(line, "GRANT") && !strings.Contains(line, "courseenrollment") && !strings.Contains(line, "course_overviews") {
			s.do(strings.NewReplacer("openedx.", s.name+".", "'examdesk'", "'"+s.user+"'").Replace(line))
		}
	}
	s.do("INSERT INTO django_migrations (app, name, applied) VALUES ('edx_proctoring', '0025_auto_20230727_2112', '2026-01-01')")
	return s
}

func execOn(db *sql.DB, query string, args ...any) error {
	_, err := db.Exec(query, args...)
	return err
}

func (s *site) do(query string, args ...any) {
	s.t.Helper()
	if _, err := s.Exec(query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// config follows the site.
func (s *site) config() database.Config {
	return database.Config{
		Host: "127.0.0.1", Port: strconv.Itoa(mariadb.port), Name: s.name, Scope: mirror.Scope{Comments: true}, Clock: s.clock.now,
		Credentials: func(context.Context, bool) (database.Credentials, error) {
			return database.Credentials{User: s.user, Password: model.NewSecret(s.password)}, nil
		},
	}
}

// follower is a source with its mirror.
type follower struct {
	*database.Source
	site *site
	path string
}

func (s *site) follow(path string, change func(*database.Config)) *follower {
	s.t.Helper()
	cfg := s.config()
	if change != nil {
		change(&cfg)
	}
	source, err := database.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	f := &follower{source, s, path}
	s.t.Cleanup(func() { _ = source.Close() })
	return f
}

// filled follows the site with a mirror that is complete.
func (s *site) filled(change func(*database.Config)) *follower {
	s.t.Helper()
	f := s.follow(filepath.Join(s.t.TempDir(), "mirror.sqlite3"), change)
	if err := f.Sync(ctx(), f.path, false, nil); err != nil {
		s.t.Fatal(err)
	}
	return f
}

func (f *follower) poll() {
	f.site.t.Helper()
	if err := f.Poll(ctx()); err != nil {
		f.site.t.Fatal(err)
	}
}

// sweep compares everything once, and returns how many rows were mended.
func (f *follower) sweep() int64 {
	f.site.t.Helper()
	for {
		done, err := f.Sweep(ctx())
		if err != nil {
			f.site.t.Fatal(err)
		}
		if done {
			return f.position().Sweep.Mended
		}
	}
}

func (f *follower) position() mirror.Position {
	f.site.t.Helper()
	p, err := f.Position(ctx())
	if err != nil {
		f.site.t.Fatal(err)
	}
	return p
}
