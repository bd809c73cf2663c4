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
	// modeFollow writes into a mirror: what is deleted is overwritten, and a power
	// failure may cost the last batches, never the file.
	modeFollow
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
	if m != modeWrite && m != modeFollow {
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
		if m == modeFollow {
			add("synchronous(1)")
			add("secure_delete(1)")
			add("temp_store(1)") // the indexes of a large mirror are not sorted in memory
			add("cache_size(-32000)")
		} else {
			add("synchronous(2)")
		}
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
