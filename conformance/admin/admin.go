// Package admin holds decisions taken here against the same decisions taken by
// edx-proctoring's own Django admin, row by row.
package admin

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"
	"sort"
	"strings"
	"time"

	_ "modernc.org/sqlite" // to compare two databases
)

//go:embed oracle.py
var oracle string

// Decision is one save of a review in the admin.
type Decision struct {
	AttemptCode  string    `json:"attempt_code"`
	ReviewStatus string    `json:"review_status"`
	Reviewer     string    `json:"reviewer"`
	At           time.Time `json:"-"`
}

// MarshalJSON writes the time with its microseconds.
func (d Decision) MarshalJSON() ([]byte, error) {
	type plain Decision
	return json.Marshal(struct {
		plain
		At string `json:"at"`
	}{plain(d), d.At.UTC().Format("2006-01-02T15:04:05.000000Z")})
}

// Run lets edx-proctoring's admin take the decisions on a database. python is
// an interpreter that has what requirements.txt lists.
func Run(ctx context.Context, python, database string, decisions []Decision) error {
	input, err := json.Marshal(decisions)
	if err != nil {
		return fmt.Errorf("write the decisions: %w", err)
	}
	cmd := exec.CommandContext(ctx, python, "-c", oracle, database) //nolint:gosec // the caller's interpreter
	cmd.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if out, err := cmd.Output(); err != nil {
		return fmt.Errorf("run edx-proctoring's admin: %w\n%s%s", err, out, stderr.String())
	}
	return nil
}

// Difference is a row that one database has and the other has not.
type Difference struct {
	Table string
	Row   string
	In    string
}

// DiffTables compares every proctoring_* table of two databases, all rows and
// columns, by value. The rows' order does not matter.
func DiffTables(ctx context.Context, a, b string) ([]Difference, error) {
	db, err := sql.Open("sqlite", "file:"+a+"?mode=ro")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", a, err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "ATTACH ? AS other", "file:"+b+"?mode=ro"); err != nil {
		return nil, fmt.Errorf("open %s: %w", b, err)
	}
	tables, err := strs(ctx, db, "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name LIKE 'proctoring\\_%' ESCAPE '\\'")
	if err != nil {
		return nil, err
	}
	sort.Strings(tables)
	var out []Difference
	for _, table := range tables {
		for _, side := range [][3]string{{"main", "other", a}, {"other", "main", b}} {
			rows, err := missing(ctx, db, table, side[0], side[1])
			if err != nil {
				return nil, fmt.Errorf("compare %s: %w", table, err)
			}
			for _, r := range rows {
				out = append(out, Difference{Table: table, Row: r, In: side[2]})
			}
		}
	}
	return out, nil
}

// missing lists the rows of one side that the other has not.
func missing(ctx context.Context, db *sql.DB, table, have, lack string) ([]string, error) {
	columns, err := strs(ctx, db, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	sort.Strings(columns)
	list := strings.Join(columns, ", ")
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = "'" + c + "=' || quote(" + c + ")"
	}
	// Rows that occur several times count as often as they occur.
	side := func(db string) string {
		return fmt.Sprintf("SELECT %s, row_number() OVER (PARTITION BY %s) AS times FROM %s.%s", list, list, db, table)
	}
	query := fmt.Sprintf("SELECT %s FROM (%s EXCEPT %s)", strings.Join(quoted, " || ' ' || "), side(have), side(lack))
	return strs(ctx, db, query)
}

func strs(ctx context.Context, db *sql.DB, query string, args ...any) ([]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
