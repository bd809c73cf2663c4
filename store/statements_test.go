package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

// keptPool is a pool of one connection with five numbers in a table.
func keptPool(t *testing.T) *sql.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kept.db")
	made, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"CREATE TABLE n (id INTEGER PRIMARY KEY, t TEXT)", "INSERT INTO n (id) VALUES (1), (2), (3), (4), (5)"} {
		if _, err := made.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if err := made.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := openPool(path, modeWrite, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// ofConn looks at the one connection of a pool.
func ofConn(t *testing.T, db *sql.DB, look func(*keepingConn)) {
	t.Helper()
	c, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Raw(func(c any) error { look(c.(*keepingConn)); return nil }); err != nil {
		t.Fatal(err)
	}
}

func numbers(t *testing.T, q querier, query string, args ...any) (out []int) {
	t.Helper()
	rows, err := q.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err = collect(rows, func(n *int) []any { return []any{num(n)} })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestStatementWithinItsOwnRows asks a query while rows of the same query are
// being read: with one statement for both the outer rows would begin again.
func TestStatementWithinItsOwnRows(t *testing.T) {
	t.Parallel()
	db := keptPool(t)
	const query = "SELECT id FROM n WHERE id > ? ORDER BY id"
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for range 3 { // the first time nothing is kept yet
		var got []string
		rows, err := tx.QueryContext(t.Context(), query, 0) //nolint:sqlclosecheck // each closes them
		if err != nil {
			t.Fatal(err)
		}
		err = each(rows, func() error {
			var id int
			if err := rows.Scan(&id); err != nil {
				return err
			}
			got = append(got, fmt.Sprint(id, numbers(t, tx, query, id)))
			return nil
		})
		if want := []string{"1 [2 3 4 5]", "2 [3 4 5]", "3 [4 5]", "4 [5]", "5 []"}; err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q, %v, want %q", got, err, want)
		}
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	ofConn(t, db, func(c *keepingConn) {
		if len(c.idle) != 1 || c.order.Len() != 1 {
			t.Errorf("%d statements are kept", c.order.Len())
		}
	})
}

// TestStatementsKept bounds what is kept, keeps nothing that varies, fails, or is
// no reading or writing of rows, and follows a change of the schema.
func TestStatementsKept(t *testing.T) {
	t.Parallel()
	db := keptPool(t)
	for i := range 3 * maxStatements {
		numbers(t, db, fmt.Sprintf("SELECT id + %d FROM n", i))
	}
	ofConn(t, db, func(c *keepingConn) {
		if len(c.idle) != maxStatements || c.order.Len() != maxStatements {
			t.Errorf("%d and %d statements are kept", len(c.idle), c.order.Len())
		}
		c.order.Init()
		clear(c.idle)
	})
	const unique = "INSERT INTO n (id) VALUES (?)"
	for range 2 {
		if _, err := db.ExecContext(t.Context(), unique, 1); err == nil {
			t.Error("the same id was written twice")
		}
	}
	numbers(t, db, "SELECT id FROM n WHERE id IN ("+idList([]int64{1, 2})+")")
	numbers(t, db, "PRAGMA user_version")
	ofConn(t, db, func(c *keepingConn) {
		if len(c.idle) != 0 {
			t.Errorf("%d statements are kept", len(c.idle))
		}
	})
	const sum = "SELECT sum(id) FROM n"
	numbers(t, db, sum)
	for _, q := range []string{"DROP TABLE n", "CREATE TABLE n (x TEXT, id INTEGER)", "INSERT INTO n (id) VALUES (41), (1)"} {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if got := numbers(t, db, sum); len(got) != 1 || got[0] != 42 {
		t.Errorf("%v after the table was made again", got)
	}
	first, err := db.QueryContext(t.Context(), "SELECT id FROM n ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	first.Next()                                                // closed half way: the next reader begins at the beginning
	if err := first.Close(); err != nil || first.Err() != nil { //nolint:sqlclosecheck // what is closed half way is the point
		t.Fatal(err, first.Err())
	}
	if got := numbers(t, db, "SELECT id FROM n ORDER BY id"); len(got) != 2 || got[0] != 1 {
		t.Errorf("%v after rows were left half read", got)
	}
}
