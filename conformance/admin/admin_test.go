package admin_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"examdesk/conformance/admin"
)

func makeStore(t *testing.T, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("CREATE TABLE proctoring_a (id INTEGER, status TEXT); CREATE TABLE examdesk_a (id INTEGER);" + statements); err != nil {
		t.Fatal(err)
	}
	return path
}

// The comparison finds every kind of difference, and finds none where there is none.
func TestDiffTables(t *testing.T) {
	t.Parallel()
	const rows = "INSERT INTO proctoring_a VALUES (1, 'verified'), (2, NULL);"
	base := makeStore(t, rows)
	for name, c := range map[string]struct {
		other string
		want  int
	}{
		"the same":           {"INSERT INTO proctoring_a VALUES (2, NULL), (1, 'verified');", 0},
		"our own tables":     {rows + "INSERT INTO examdesk_a VALUES (1);", 0},
		"another value":      {"INSERT INTO proctoring_a VALUES (1, 'rejected'), (2, NULL);", 2},
		"NULL and empty":     {"INSERT INTO proctoring_a VALUES (1, 'verified'), (2, '');", 2},
		"a row more":         {rows + "INSERT INTO proctoring_a VALUES (3, 'x');", 1},
		"a row fewer":        {"INSERT INTO proctoring_a VALUES (1, 'verified');", 1},
		"the same row twice": {rows + "INSERT INTO proctoring_a VALUES (2, NULL);", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff, err := admin.DiffTables(context.Background(), base, makeStore(t, c.other))
			if err != nil {
				t.Fatal(err)
			}
			if len(diff) != c.want {
				t.Errorf("found %+v, want %d differences", diff, c.want)
			}
		})
	}
}
