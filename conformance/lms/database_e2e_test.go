//go:build e2e

package lms_test

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"examdesk/conformance/lms"
)

// reader opens the database as examdesk's user.
func reader(t *testing.T, l *lms.LMS) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", l.ReadDSN)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// number is what MariaDB calls an error; 0 is none.
func number(err error) uint16 {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return e.Number
	}
	return 0
}

// read asks for rows, all of them.
func read(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
	}
	return rows.Err()
}

// readOnly shows that the user of readonly.sql reads what it must and no more.
func readOnly(t *testing.T, l *lms.LMS) {
	db := reader(t, l)
	for query, want := range map[string]uint16{
		"SELECT id, username, email, is_staff FROM auth_user":                             0,
		"SELECT user_id, name FROM auth_userprofile":                                      0,
		"SELECT id, display_name, org, start, `end` FROM course_overviews_courseoverview": 0,
		"SELECT * FROM proctoring_proctoredexamstudentattempt":                            0,
		"SELECT * FROM edx_when_userdate":                                                 0,
		"SELECT app, name FROM django_migrations":                                         0,
		"SELECT * FROM auth_user":                                                         1142,
		"SELECT password FROM auth_user":                                                  1143,
		"SELECT last_login FROM auth_user":                                                1143,
		"SELECT bio FROM auth_userprofile":                                                1143,
		"SELECT id FROM courseware_studentmodule":                                         1142,
		"SELECT session_key FROM django_session":                                          1142,
		"SELECT token FROM oauth2_provider_accesstoken":                                   1142,
		"UPDATE proctoring_proctoredexamstudentattempt SET status = 'x'":                  1142,
		"DELETE FROM proctoring_proctoredexam":                                            1142,
		"CREATE TABLE x (id int)":                                                         1142,
	} {
		err := read(t.Context(), db, query)
		if number(err) != want || want == 0 && err != nil {
			t.Errorf("%s: %v, not %d", query, err, want)
		}
	}
	var tables int
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'openedx' AND table_name LIKE 'courseware%'").Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables are seen that were not granted, %v", tables, err)
	}
}

// collations shows that tables of one database differ as they do on old sites.
func collations(t *testing.T, l *lms.LMS) {
	for query, want := range map[string]int64{
		"SELECT COUNT(DISTINCT SUBSTRING_INDEX(table_collation, '_', 1)) FROM information_schema.tables WHERE table_schema = 'openedx'":      3,
		"SELECT COUNT(DISTINCT collation_name) FROM information_schema.columns WHERE table_schema = 'openedx' AND column_name = 'course_id'": 2,
	} {
		if got := l.Number(query); got != want {
			t.Errorf("%d, not %d: %s", got, want, query)
		}
	}
	_, err := l.DB.ExecContext(t.Context(), "SELECT 1 FROM proctoring_proctoredexam e JOIN student_courseenrollment s ON s.course_id = e.course_id")
	if number(err) != 1267 {
		t.Errorf("joining the keys of both: %v", err)
	}
}

// wire is cut, held up and refused under a connection.
func wire(t *testing.T, l *lms.LMS) {
	db := reader(t, l)
	ping := func(patience time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		return db.PingContext(ctx)
	}
	if err := ping(time.Minute); err != nil {
		t.Fatal(err)
	}
	l.Wire.Hold()
	if err := ping(300 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("held up: %v", err)
	}
	l.Wire.Resume()
	if err := ping(time.Minute); err != nil {
		t.Errorf("after it was held up: %v", err)
	}
	l.Wire.Down(true)
	if err := ping(time.Minute); err == nil {
		t.Error("a database that is down answers")
	}
	l.Wire.Down(false)
	if err := ping(time.Minute); err != nil {
		t.Errorf("after it was down: %v", err)
	}
	l.Wire.Delay(time.Hour)
	if err := ping(300 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("delayed: %v", err)
	}
	l.Wire.Delay(0)
	l.Wire.Cut()
}

// stopped shows what is left when parts of the LMS end, and that all is there again
// afterwards.
func stopped(t *testing.T, l *lms.LMS) {
	token := l.SignIn("ops")
	exams := "/api/edx_proctoring/v1/proctored_exam/exam/course_id/" + lms.Ethics
	l.Stop()
	if a := l.Call(token, http.MethodGet, exams, nil); a.Status != http.StatusBadGateway || !strings.Contains(a.Body, "<title>502") {
		t.Errorf("without gunicorn: %d %s", a.Status, a.Body)
	}
	l.Start()
	if a := l.Call(token, http.MethodGet, exams, nil); a.Status != http.StatusOK {
		t.Errorf("gunicorn again: %d %s", a.Status, a.Body)
	}
	l.StopDatabase(true)
	if a := l.Call(token, http.MethodGet, exams, nil); a.Status != http.StatusInternalServerError {
		t.Errorf("without a database: %d %s", a.Status, a.Body)
	}
	l.StartDatabase()
	if a := l.Call(token, http.MethodGet, exams, nil); a.Status != http.StatusOK {
		t.Errorf("the database again: %d %s", a.Status, a.Body)
	}
	is(t, l, token, "ops")
}

// administrator takes a right of examdesk's user, and changes its password.
func administrator(t *testing.T, l *lms.LMS) {
	const exams = "SELECT id FROM proctoring_proctoredexam"
	l.Root("REVOKE SELECT ON openedx.proctoring_proctoredexam FROM 'examdesk'@'%'")
	db := reader(t, l)
	if err := read(t.Context(), db, exams); number(err) != 1142 {
		t.Errorf("without the right: %v", err)
	}
	l.Root("GRANT SELECT ON openedx.proctoring_proctoredexam TO 'examdesk'@'%'; ALTER USER 'examdesk'@'%' IDENTIFIED BY 'fake-secret-that-is-new'")
	if err := read(t.Context(), reader(t, l), exams); number(err) != 1045 {
		t.Errorf("with the former password: %v", err)
	}
	l.Root(lms.ReadOnlySQL(t, "ignored"))
	l.Root("ALTER USER 'examdesk'@'%' IDENTIFIED BY 'fake-secret-of-the-reader'")
	if err := read(t.Context(), reader(t, l), exams); err != nil {
		t.Error(err)
	}
}

// backup loses what came after it, and the LMS gives its numbers again.
func backup(t *testing.T, l *lms.LMS) {
	at := l.Backup()
	l.Exec("INSERT INTO auth_group (name) VALUES ('after the backup')")
	number := l.Number("SELECT id FROM auth_group WHERE name = 'after the backup'")
	l.Restore(at)
	if n := l.Number("SELECT COUNT(*) FROM auth_group WHERE name = 'after the backup'"); n != 0 {
		t.Error("what came after the backup is there")
	}
	l.Exec("INSERT INTO auth_group (name) VALUES ('another')")
	if again := l.Number("SELECT id FROM auth_group WHERE name = 'another'"); again != number {
		t.Errorf("the number is %d, not %d", again, number)
	}
	is(t, l, l.SignIn("ops"), "ops")
}

// program calls the library itself.
func program(t *testing.T, l *lms.LMS) {
	path := filepath.Join(t.TempDir(), "expire.py")
	text := `import sys
import django
django.setup()
from edx_proctoring import api
api.update_attempt_status(int(sys.argv[1]), "error")
print("done")
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a := submitted(t, l, "Law final")
	out, err := l.Command(t.Context(), path, strconv.FormatInt(a.id, 10)).Output()
	if err != nil || string(out) != "done\n" || status(l, a) != "error" {
		t.Errorf("%q, %v, the attempt is %s", out, err, status(l, a))
	}
}
