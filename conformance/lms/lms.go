//go:build e2e

package lms

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
)

// Options are what differs between two LMSs. The zero value is a site as most are.
type Options struct {
	// Workers is how many gunicorn processes answer; 2 if zero.
	Workers int
	// TokenSeconds is how long a token lasts; an hour if zero.
	TokenSeconds int
	// NoOverrides is for courses that leave the grade of a rejected exam alone.
	NoOverrides bool
	// NoSecondReviews makes a service's failure a rejection at once.
	NoSecondReviews bool
	// TimedOut keeps the status timed_out, which is stored as submitted otherwise.
	TimedOut bool
	// CoursesRate is how often one person may ask for courses, such as "2/minute"; as the
	// platform has it if empty.
	CoursesRate string
	// Unseeded is for an LMS without people.
	Unseeded bool
	// TLS gives the database a certificate for DatabaseName by an authority of its own;
	// CA is that authority's. Without it the database speaks no TLS.
	TLS bool
	// Nodes is how many servers the database has; more than one are a Galera cluster, of
	// which the LMS uses the first. 1 if zero.
	Nodes int
	// Server are more arguments of MariaDB, such as --auto-increment-increment=3.
	Server []string
	// Env is more environment of the LMS.
	Env []string
}

// LMS is a running one.
type LMS struct {
	// URL is the address through Faults, which clients use; the LMS knows itself by it.
	URL string
	// Faults stands between the clients and the LMS.
	Faults *Faults
	// Wire stands between the clients and the database.
	Wire *Wire
	// Vendor is the proctoring service that the LMS registers attempts at.
	Vendor *Vendor
	// DB is the database as its owner sees it, not by way of Wire.
	DB *sql.DB
	// OwnerDSN and ReadDSN are for the driver go-sql-driver/mysql; ReadDSN is examdesk's
	// user, by way of Wire.
	OwnerDSN, ReadDSN string
	// CA is the file of the authority that vouches for the database, with Options.TLS.
	CA string
	// Dir is where its files are.
	Dir string

	t     testing.TB
	it    *running
	world *World
}

// running is what all views of one LMS share.
type running struct {
	opts     Options
	port     int
	gunicorn *process
	nodes    []*Node
}

// Start starts an LMS and stops it when the test ends.
func Start(t testing.TB, opts Options) *LMS {
	t.Helper()
	dir := t.TempDir()
	l := &LMS{t: t, it: &running{opts: opts, port: freePort(t)}, Dir: dir, world: world(t)}
	t.Cleanup(func() {
		if l.it.gunicorn != nil {
			l.it.gunicorn.stop(false)
		}
		for _, n := range slices.Backward(l.it.nodes) {
			n.Stop(false)
		}
	})
	if opts.TLS {
		l.certify()
	}
	l.Vendor = startVendor(t)
	l.Faults = startFaults(t, l.it.port)
	l.URL = l.Faults.url
	l.startNodes(template(t, !opts.Unseeded))
	l.Wire = startWire(t, l.it.nodes[0].port)
	l.OwnerDSN = l.it.nodes[0].OwnerDSN
	l.ReadDSN = dsn(reader, l.Wire.port)
	l.DB = open(t, l.OwnerDSN)
	l.today()
	l.Start()
	return l
}

// For is the same LMS for a part of the test, which fails instead of the whole.
func (l *LMS) For(t testing.TB) *LMS {
	other := *l
	other.t = t
	return &other
}

// Start starts gunicorn, after Stop.
func (l *LMS) Start() {
	l.t.Helper()
	workers := max(l.it.opts.Workers, 1)
	if l.it.opts.Workers == 0 {
		workers = 2
	}
	l.it.gunicorn = start(l.t, filepath.Join(l.Dir, "gunicorn.log"), l.env(), here(l.t), interpreter(l.t), "-m", "gunicorn", "wsgi:application",
		"--bind", "127.0.0.1:"+strconv.Itoa(l.it.port), "--workers", strconv.Itoa(workers), "--threads", "2", "--timeout", "120",
		"--graceful-timeout", "5", "--worker-tmp-dir", l.Dir, "--preload", "--no-control-socket")
	l.it.gunicorn.wait(l.t, "the LMS", func() error { return answers(l.t.Context(), l.it.port) })
}

// Stop ends gunicorn: the LMS no longer listens.
func (l *LMS) Stop() {
	l.it.gunicorn.stop(false)
}

// Restart starts the LMS again with other options; those of the database stay.
func (l *LMS) Restart(change func(*Options)) {
	l.t.Helper()
	l.Stop()
	change(&l.it.opts)
	l.Start()
}

// StartDatabase starts MariaDB, after StopDatabase.
func (l *LMS) StartDatabase() {
	l.t.Helper()
	l.it.nodes[0].start(l.t, l.it.nodes[0].join)
}

// StopDatabase ends MariaDB as a shutdown does, or as a crash.
func (l *LMS) StopDatabase(crash bool) {
	l.it.nodes[0].Stop(crash)
}

// env is what settings.py reads.
func (l *LMS) env() []string {
	env := []string{"STATE=" + l.Dir, "URL=" + l.URL, "VENDOR=" + l.Vendor.URL, "DB_SOCKET=" + l.it.nodes[0].socket}
	if l.it.opts.TokenSeconds > 0 {
		env = append(env, "TOKEN_SECONDS="+strconv.Itoa(l.it.opts.TokenSeconds))
	}
	for _, o := range []struct {
		set bool
		to  string
	}{{l.it.opts.NoOverrides, "OVERRIDES=0"}, {l.it.opts.NoSecondReviews, "SECOND_REVIEWS=0"}, {l.it.opts.TimedOut, "TIMED_OUT=1"}} {
		if o.set {
			env = append(env, o.to)
		}
	}
	if l.it.opts.CoursesRate != "" {
		env = append(env, "COURSES_USER_RATE="+l.it.opts.CoursesRate, "COURSES_STAFF_RATE="+l.it.opts.CoursesRate)
	}
	for i := range env {
		env[i] = "LMS_" + env[i]
	}
	return append(append(append(pythonEnv(l.Dir), "PYTHONPATH="+here(l.t)), env...), l.it.opts.Env...)
}

// here is this folder.
func here(t testing.TB) string {
	t.Helper()
	_, file, _, known := runtime.Caller(0)
	if !known {
		t.Fatal("the folder of the package is not known")
	}
	return filepath.Dir(file)
}

// interpreter is the Python that has the packages of requirements.txt.
func interpreter(t testing.TB) string {
	t.Helper()
	python := os.Getenv("EXAMDESK_LMS_PYTHON")
	if python == "" {
		t.Fatal("EXAMDESK_LMS_PYTHON does not name a Python with the packages of conformance/lms/requirements.txt; .ci/lms makes one")
	}
	return python
}
