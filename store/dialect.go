package store

import (
	"database/sql"
	"net/url"
	"strings"

	"modernc.org/sqlite"
)

// mode is how a pool of connections uses the file.
type mode int

const (
	// modeRead neither writes nor creates anything, not even a journal.
	modeRead mode = iota
	// modeWrite starts each transaction as a writer, so that two never wait
	// for each other half way.
	modeWrite
	// modeStill reads a file that nobody writes, without locks and without creating
	// anything beside it.
	modeStill
)

// busyMillis is how long a statement waits for another process, in
// milliseconds.
const busyMillis = "5000"

// openPool opens connections to a SQLite file. What is particular to SQLite is
// in this file.
func openPool(path string, m mode, conns int) (*sql.DB, error) {
	v := url.Values{}
	add := func(pragma string) { v.Add("_pragma", pragma) }
	add("busy_timeout(" + busyMillis + ")")
	add("foreign_keys(0)") // Django's own constraints are deferred; deleting follows its order
	add("cache_size(-4000)")
	add("temp_store(2)")
	if m != modeWrite {
		v.Set("mode", "ro")
		if m == modeStill {
			v.Set("immutable", "1")
		}
		add("query_only(1)")
		// No mmap: a file that another process truncates would end the program with a
		// signal instead of an error.
	} else {
		v.Set("mode", "rw")
		v.Set("_txlock", "immediate")
		add("synchronous(2)")
	}
	if err := prepareDriver(); err != nil {
		return nil, mapError(err, "open the store")
	}
	u := url.URL{Scheme: "file", Opaque: escapePath(path), RawQuery: v.Encode()}
	c, err := sqlite.NewConnector(u.String())
	if err != nil {
		return nil, mapError(err, "open the store")
	}
	db := sql.OpenDB(keeping{c})
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// escapePath makes a path safe inside a file: URI.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// likePattern matches any part of a text; %, _ and the escape are literal.
func likePattern(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s) + "%"
}
