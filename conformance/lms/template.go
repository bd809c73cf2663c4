//go:build e2e

package lms

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// template is a database with all tables, and with the seed or without it, made once
// for each state of the files that it is made from: making one takes half a minute.
func template(t testing.TB, seeded bool) string {
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
	if _, err := os.Stat(made); err != nil {
		forgetTemplates(t, cache)
		work := made + ".part"
		makeTemplates(t, work)
		if err := os.Rename(work, made); err != nil {
			t.Fatal(err)
		}
	}
	if seeded {
		return filepath.Join(made, "seeded")
	}
	return filepath.Join(made, "bare")
}

// forgetTemplates removes what earlier states of the files made, after a day: another
// worktree may use it.
func forgetTemplates(t testing.TB, cache string) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(cache, "lms-database-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range old {
		info, err := os.Stat(one)
		if err == nil && (time.Since(info.ModTime()) > 24*time.Hour || strings.HasSuffix(one, ".part")) {
			_ = os.RemoveAll(one)
		}
	}
}

// fingerprint is that of everything that makes a template.
func fingerprint(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	names := []string{"requirements.txt", "readonly.sql", "settings.py", "services.py", "seed.py", "world.json", "database.go", "template.go", "vendor.go"}
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

// makeTemplates makes both databases in a folder.
func makeTemplates(t testing.TB, into string) {
	t.Helper()
	dir := t.TempDir()
	data, socket, log := filepath.Join(dir, "mariadb"), filepath.Join(dir, "db.sock"), filepath.Join(dir, "mariadb.log")
	run(t, os.Environ(), dir, binary(t, "mariadb-install-db"), append([]string{
		"--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db",
	}, append(small, asRoot()...)...)...)
	env := append(pythonEnv(dir), "LMS_STATE="+dir, "LMS_DB_SOCKET="+socket, "LMS_VENDOR="+startVendor(t).URL)
	p := server(t, data, socket, log, freePort(t), nil)
	t.Cleanup(func() { p.stop(false) })
	root := func(text string) {
		db := open(t, socketDSN(socket))
		statements(t, db, text)
		_ = db.Close()
	}
	root(fmt.Sprintf(`CREATE DATABASE openedx; CREATE USER '%[1]s'@'%%' IDENTIFIED BY '%[2]s'; GRANT ALL ON openedx.* TO '%[1]s'@'%%'`, owner.name, owner.password))
	run(t, env, here(t), interpreter(t), "manage.py", "migrate", "-v", "0")
	root("USE openedx; " + strings.Join(asOldSitesAre, "; "))
	root(ReadOnlySQL(t, reader.password))
	p.stop(false)
	copied(t, data, filepath.Join(into, "bare"))
	p = server(t, data, socket, log, freePort(t), nil)
	run(t, env, here(t), interpreter(t), "seed.py")
	p.stop(false)
	copied(t, data, filepath.Join(into, "seeded"))
}

func copied(t testing.TB, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// today moves all times of the seed so that it ends now, and has the site know its
// address.
func (l *LMS) today() {
	l.t.Helper()
	l.Exec("UPDATE django_site SET domain = ?", strings.TrimPrefix(l.URL, "http://"))
	seeded := l.Number("SELECT COALESCE(TIMESTAMPDIFF(SECOND, MAX(last_login), UTC_TIMESTAMP()), 0) FROM auth_user")
	if seeded == 0 {
		return
	}
	rows, err := l.DB.QueryContext(l.t.Context(), `SELECT table_name, GROUP_CONCAT(CONCAT('`+"`', column_name, '` = `', column_name, '`"+` + INTERVAL ', ?, ' SECOND'))
		FROM information_schema.columns
		WHERE table_schema = 'openedx' AND data_type = 'datetime' AND (table_name LIKE 'proctoring\\_%' OR table_name LIKE 'student\\_%' OR table_name LIKE 'course%' OR table_name = 'auth_user')
		GROUP BY table_name`, seeded)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var updates []string
	for rows.Next() {
		var table, set string
		if err := rows.Scan(&table, &set); err != nil {
			l.t.Fatal(err)
		}
		updates = append(updates, "UPDATE "+table+" SET "+set)
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	for _, update := range updates {
		l.Exec(update)
	}
}
