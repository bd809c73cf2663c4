package http

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"

	_ "modernc.org/sqlite" // to fill both databases and to read them back
)

// database reads what a side has written.
type database struct {
	db      *sql.DB
	version int64
	last    map[string][]string
}

func openDatabase(path string) (*database, error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &database{db: db}, nil
}

func (d *database) close() { _ = d.db.Close() }

// replaceFile copies a database over another, without what a journal has of it.
func replaceFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	for _, of := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(to + of); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return os.WriteFile(to, data, 0o600)
}

// code returns the code of an attempt, or an empty text if the attempt does not exist.
func (d *database) code(attempt string) string {
	var code sql.NullString
	if err := d.db.QueryRow("SELECT attempt_code FROM proctoring_proctoredexamstudentattempt WHERE id = ?", attempt).Scan(&code); err != nil {
		return ""
	}
	return code.String
}

// attempts are what the next requests can be about.
func (d *database) attempts() (out []attemptState, err error) {
	found, err := d.db.Query(`SELECT a.id, u.username, a.user_id, a.status, coalesce(a.external_id, ''), a.proctored_exam_id, e.is_practice_exam, a.taking_as_proctored, a.completed_at IS NOT NULL
		FROM proctoring_proctoredexamstudentattempt a JOIN auth_user u ON u.id = a.user_id JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id ORDER BY a.id`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var a attemptState
		if err := found.Scan(&a.ID, &a.User, &a.UserID, &a.Status, &a.External, &a.Exam, &a.Practice, &a.Proctored, &a.Ended); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, found.Err()
}

// rows are all rows of the tables that both sides keep, in one form. What nobody
// has written since is not read again.
func (d *database) rows() (map[string][]string, error) {
	var version int64
	if err := d.db.QueryRow("PRAGMA data_version").Scan(&version); err != nil {
		return nil, err
	}
	if d.last != nil && version == d.version {
		return d.last, nil
	}
	names, err := d.tables()
	if err != nil {
		return nil, err
	}
	out := make(map[string][]string, len(names))
	for _, name := range names {
		if out[name], err = d.table(name); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	d.last, d.version = out, version
	return out, nil
}

func (d *database) tables() (out []string, err error) {
	found, err := d.db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'proctoring_%' ORDER BY 1")
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, found.Err()
}

var codes = regexp.MustCompile(`[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`)

func (d *database) table(table string) (out []string, err error) {
	found, err := d.db.Query("SELECT * FROM " + table + " ORDER BY 1")
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, cells(columns, values))
	}
	sort.Strings(out)
	return out, found.Err()
}

func cells(columns []string, values []any) string {
	var out []string
	for i, name := range columns {
		if name == "encrypted_video_url" {
			if data, is := values[i].([]byte); is { // the initial vector is random
				values[i] = fmt.Sprintf("%d bytes", len(data))
			}
		}
		value := fmt.Sprint(values[i])
		if data, is := values[i].([]byte); is {
			value = string(data)
		}
		out = append(out, name+"="+codes.ReplaceAllString(strings.TrimSuffix(value, ".000000"), "CODE"))
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}
