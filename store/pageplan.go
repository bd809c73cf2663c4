package store

import (
	"fmt"
	"slices"
	"strings"
)

// How many attempts a page has, and how far it looks for them.
const (
	defaultLimit = 50
	maxLimit     = 1000
	// defaultScan bounds how many candidates of one branch are examined for a page,
	// so that a filter with few matches answers quickly, if only partially.
	defaultScan = 20_000
)

// pagePlan is a query prepared for SQL.
type pagePlan struct {
	desc     bool // direction of the scan
	backward bool // a page before a cursor: scanned in the other direction, then reversed
	from     *place
	limit    int
	branches []branch
	// overlap is set if several branches may find the same attempt.
	overlap bool
	// scan bounds the candidates of a branch that the residual condition is tried on;
	// 0 means all.
	scan  int
	empty bool
}

// condition is SQL with its arguments; empty SQL is true.
type condition struct {
	sql  string
	args []any
}

func (c *condition) and(sql string, args ...any) {
	if c.sql != "" {
		c.sql += " AND "
	}
	c.sql += sql
	c.args = append(c.args, args...)
}

// in adds a condition that a column has one of the values.
func (c *condition) in(column string, values ...any) {
	c.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// branch is one scan of an index in its order; the residual condition is tried on
// each candidate. The branches of a plan are merged.
type branch struct {
	condition
	residual condition
}

// looks reports whether any branch has a residual condition.
func (p *pagePlan) looks() bool {
	return slices.ContainsFunc(p.branches, func(b branch) bool { return b.residual.sql != "" })
}

func (p *pagePlan) dir() string {
	if p.desc {
		return "DESC"
	}
	return "ASC"
}

// keyset adds to a branch's condition the place to continue from.
func (p *pagePlan) keyset(b branch) condition {
	c := condition{sql: b.sql, args: append([]any{}, b.args...)}
	if p.from != nil {
		op := ">"
		if p.desc {
			op = "<"
		}
		c.and("(modified, attempt_id) "+op+" (?, ?)", p.from.modified, p.from.id)
	}
	return c
}

func where(sql string) string {
	if sql == "" {
		return ""
	}
	return " WHERE " + sql
}

// sql merges the branches. It asks for one row more than the page has, to see whether
// there is another page.
func (p *pagePlan) sql(source string) (string, []any) {
	var parts []string
	var args []any
	for _, b := range p.branches {
		c := p.keyset(b)
		order := fmt.Sprintf(" ORDER BY modified %s, attempt_id %s LIMIT ", p.dir(), p.dir())
		part := "SELECT modified, attempt_id FROM " + source + where(c.sql) + order + fmt.Sprint(p.limit+1)
		args = append(args, c.args...)
		switch {
		case b.residual.sql == "":
		case p.scan == 0: // without an order all attempts are read anyway
			c.and("("+b.residual.sql+")", b.residual.args...)
			part = "SELECT modified, attempt_id FROM " + source + where(c.sql) + order + fmt.Sprint(p.limit+1)
			args = append(args, b.residual.args...)
		default:
			part = "SELECT modified, attempt_id FROM (SELECT * FROM " + source + where(c.sql) + order + fmt.Sprint(p.scan) + ")" +
				where(b.residual.sql) + " LIMIT " + fmt.Sprint(p.limit+1)
			args = append(args, b.residual.args...)
		}
		parts = append(parts, "SELECT * FROM ("+part+")")
	}
	union := " UNION ALL "
	if p.overlap {
		union = " UNION "
	}
	return varying + strings.Join(parts, union) +
		fmt.Sprintf(" ORDER BY 1 %s, 2 %s LIMIT %d", p.dir(), p.dir(), p.limit+1), args
}
