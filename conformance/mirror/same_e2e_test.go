//go:build e2e

package mirror

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the mirror is read as any program would read it

	"examdesk/mirror"
)

// held are the tables that a mirror of everything holds, and the columns that it never
// has.
var held = []string{
	mirror.Attempts, mirror.Exams, mirror.Reviews, mirror.ReviewHistory, mirror.Comments, mirror.Allowances, mirror.AllowanceHistory, mirror.Policies, mirror.PolicyHistory,
}

var never = []string{"raw_data", "encrypted_video_url"}

// rowsOf reads all rows of a table as text, by id.
func rowsOf(t *testing.T, db *sql.DB, query string) map[string]string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	names := must(rows.Columns())
	out := map[string]string{}
	for rows.Next() {
		values, to := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		check(rows.Scan(to...))
		var b strings.Builder
		for i, v := range values {
			text := "NULL"
			if v.Valid {
				text = fmt.Sprintf("%q", strings.TrimSuffix(v.String, ".000000"))
			}
			if strings.HasPrefix(text, `"0000-00-00`) {
				text = "NULL"
			}
			fmt.Fprintf(&b, "%s=%s ", names[i], text)
		}
		out[values[0].String] = b.String()
	}
	check(rows.Err())
	return out
}

// differences compares every column of every mirrored table, in both directions. It
// shares no code with the follower.
func (f *follower) differences(tables ...string) []string {
	t := f.site.t
	t.Helper()
	here := must(sql.Open("sqlite", f.path+"?mode=ro"))
	defer func() { _ = here.Close() }()
	if len(tables) == 0 {
		tables = held
	}
	var out []string
	for _, table := range tables {
		theirs, mine := f.columns(table)
		out = append(out, compareRows(table, rowsOf(t, f.site.DB, "SELECT "+strings.Join(theirs, ", ")+" FROM "+table), rowsOf(t, here, "SELECT "+strings.Join(mine, ", ")+" FROM "+table))...)
	}
	out = append(out, f.people(t, here)...)
	slices.Sort(out)
	return out
}

// columns are those of a table that are compared, as the LMS's database and the mirror
// are asked for them.
func (f *follower) columns(table string) (theirs, mine []string) {
	rows, err := f.site.Query("SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION", f.site.name, table)
	check(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c, kind string
		check(rows.Scan(&c, &kind))
		if slices.Contains(never, c) {
			continue
		}
		theirs = append(theirs, "`"+c+"`")
		if c = `"` + c + `"`; kind == "datetime" {
			c += " || '' AS " + c
		}
		mine = append(mine, c)
	}
	check(rows.Err())
	return theirs, mine
}

func compareRows(table string, there, here map[string]string) []string {
	var out []string
	for id, row := range there {
		if here[id] != row {
			out = append(out, fmt.Sprintf("%s: LMS %s, mirror %s", table, row, here[id]))
		}
	}
	for id, row := range here {
		if _, ok := there[id]; !ok {
			out = append(out, fmt.Sprintf("%s: only in the mirror: %s", table, row))
		}
	}
	return out
}

// people compares those that the mirror has, and finds those that it should have.
func (f *follower) people(t *testing.T, here *sql.DB) []string {
	t.Helper()
	const columns = "id, username, email, first_name, last_name, is_staff, is_superuser, is_active"
	there, mine := rowsOf(t, f.site.DB, "SELECT "+columns+" FROM auth_user"), rowsOf(t, here, "SELECT "+columns+" FROM auth_user")
	profiles, myProfiles := rowsOf(t, f.site.DB, "SELECT user_id, name FROM auth_userprofile"), rowsOf(t, here, "SELECT user_id, name FROM auth_userprofile")
	referred := rowsOf(t, here, "SELECT user_id FROM "+mirror.Attempts+" UNION SELECT user_id FROM "+mirror.Allowances+" UNION SELECT reviewed_by_id FROM "+mirror.Reviews+" WHERE reviewed_by_id IS NOT NULL")
	for id := range there {
		if _, needed := referred[id]; !needed && mine[id] == "" {
			delete(there, id)
			delete(profiles, id)
		}
	}
	return append(compareRows("auth_user", there, mine), compareRows("auth_userprofile", profiles, myProfiles)...)
}

// same fails unless the mirror has what the LMS has.
func (f *follower) same(when string) {
	f.site.t.Helper()
	if d := f.differences(); len(d) > 0 {
		f.site.t.Errorf("%s: %d rows differ:\n%s", when, len(d), strings.Join(d[:min(5, len(d))], "\n"))
	}
}
