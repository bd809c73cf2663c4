package database

import (
	"context"
	"fmt"
	"strings"

	"examdesk/mirror"
)

// referring are the columns of the mirror that refer to people.
func referring() string {
	var parts []string
	for table, columns := range map[string]string{
		mirror.Attempts: "user_id", mirror.Reviews: "reviewed_by_id student_id", mirror.ReviewHistory: "reviewed_by_id student_id", mirror.Allowances: "user_id",
		mirror.AllowanceHistory: "user_id", mirror.Policies: "set_by_user_id", mirror.PolicyHistory: "set_by_user_id", mirror.AttemptHistory: "user_id history_user_id",
		mirror.UserGroups: "user_id", mirror.CourseRoles: "user_id",
	} {
		for _, c := range strings.Fields(columns) {
			parts = append(parts, "SELECT "+c+" AS id FROM "+table)
		}
	}
	return "(" + strings.Join(parts, " UNION ") + ")"
}

// idsHere asks the mirror for ids or other keys.
func (s *tracker) idsHere(ctx context.Context, query string) (out []any, err error) {
	err = s.file.Read(ctx, func(tx mirror.Querier) error {
		rows, err := tx.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		for err == nil && rows.Next() {
			var key any
			if err = rows.Scan(&key); err == nil {
				out = append(out, key)
			}
		}
		return closing(rows, err)
	})
	if err != nil {
		return nil, fmt.Errorf("look into the mirror: %w", err)
	}
	return out, nil
}

// missingPeople are those to whom rows refer and whom the mirror does not have, or not
// with the name in their profile.
func (s *tracker) missingPeople(ctx context.Context) ([]any, error) {
	query := "SELECT r.id FROM " + referring() + " r WHERE r.id IS NOT NULL AND r.id NOT IN (SELECT id FROM " + mirror.Users + ")"
	if s.view.sees(mirror.Profiles) {
		query += " UNION SELECT id FROM " + mirror.Users + " WHERE id NOT IN (SELECT user_id FROM " + mirror.Profiles + ")"
	}
	return s.idsHere(ctx, query)
}

// forgotten says what is to be deleted since nothing in the mirror refers to it any more:
// people, and in a mirror that holds a part, what belonged to attempts that left it.
// Staff stay: the person who is signed in may have no row that refers to them.
func (s *tracker) forgotten(ctx context.Context) ([]mirror.Rows, error) {
	type query struct{ table, where string }
	const (
		nobody = "NOT is_staff AND NOT is_superuser AND id NOT IN (SELECT id FROM "
		ofThem = "attempt_code IN (SELECT attempt_code FROM " + mirror.Attempts + " WHERE attempt_code IS NOT NULL)"
	)
	people := nobody + referring() + " WHERE id IS NOT NULL)"
	queries := []query{
		{mirror.Users, people},
		{mirror.Profiles, "user_id NOT IN (SELECT id FROM " + mirror.Users + " WHERE NOT (" + people + "))"}, // in one round with the person
	}
	if (&scope{Scope: s.cfg.Scope}).part() {
		queries = append(queries, query{mirror.Reviews, "NOT " + ofThem}, query{mirror.ReviewHistory, "NOT " + ofThem},
			query{mirror.Comments, "review_id NOT IN (SELECT id FROM " + mirror.Reviews + " WHERE " + ofThem + ")"})
	}
	var out []mirror.Rows
	for _, q := range queries {
		ids, err := s.idsHere(ctx, "SELECT id FROM "+q.table+" WHERE "+q.where)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			out = append(out, mirror.Rows{Table: q.table, Columns: []string{"id"}, Asked: &mirror.Asked{Column: "id", Keys: ids}})
		}
	}
	return out, nil
}
