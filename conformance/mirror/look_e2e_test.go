//go:build e2e

package mirror

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
)

// number asks the mirror for one number.
func (f *follower) number(query string) int64 {
	f.site.t.Helper()
	var n int64
	f.ask(query, &n)
	return n
}

// text asks the mirror for one text.
func (f *follower) text(query string) string {
	f.site.t.Helper()
	var s string
	f.ask(query, &s)
	return s
}

func (f *follower) ask(query string, to any) {
	f.site.t.Helper()
	db := must(sql.Open("sqlite", f.path+"?mode=ro"))
	defer func() { _ = db.Close() }()
	if err := db.QueryRow(query).Scan(to); err != nil {
		f.site.t.Fatalf("%s: %v", query, err)
	}
}

func (f *follower) count(table string) int64 {
	f.site.t.Helper()
	return f.number("SELECT count(*) FROM " + table)
}

// grep counts the places in the mirror's files that hold a text.
func (f *follower) grep(text string) int {
	f.site.t.Helper()
	n := 0
	for _, name := range must(filepath.Glob(f.path + "*")) {
		n += bytes.Count(must(os.ReadFile(name)), []byte(text))
	}
	return n
}
