package database

import (
	"context"
	"database/sql"
	"math"
	"strings"

	"examdesk/mirror"
)

// Small reads small tables again, whole: exams and policies, which SQL may change without
// a trace, and who belongs to the groups of reviewers, which leaves none.
func (s *Source) Small(ctx context.Context) error {
	return s.asking(ctx, "be read", func(conn *sql.Conn) error {
		return inSnapshot(ctx, conn, func(q querier) error {
			if err := s.in.follow(ctx, q); err != nil {
				return err
			}
			p, err := s.in.file.Position(ctx)
			if err != nil || p.State == mirror.Suspect {
				return err
			}
			done, err := s.in.readSmall(ctx, q, p)
			if err == nil {
				s.in.pulse.Mended += done.Changed()
			}
			return err
		})
	})
}

// whole is what was asked for when a table was read from its beginning to its end.
func whole() *mirror.Asked { return &mirror.Asked{From: math.MinInt64, To: math.MaxInt64} }

func (s *tracker) readSmall(ctx context.Context, q querier, p mirror.Position) (mirror.Result, error) {
	r, err := s.rereader(ctx, q)
	if err != nil {
		return mirror.Result{}, err
	}
	for _, table := range []string{mirror.Exams, mirror.Policies} {
		t, ok := s.view.tables[table]
		if !ok {
			continue
		}
		rows, err := s.wholeTable(ctx, q, t)
		if err != nil {
			return mirror.Result{}, err
		}
		if table == mirror.Exams {
			rows = r.scope.takeExams(rows, t)
		} else {
			rows = r.scope.ofExams(rows, t.at("proctored_exam_id"))
		}
		r.add(rows)
	}
	if err := s.reviewers(ctx, q, r); err != nil {
		return mirror.Result{}, err
	}
	if err := r.people(ctx); err != nil {
		return mirror.Result{}, err
	}
	return s.file.Apply(ctx, mirror.Batch{Position: p, Rows: r.rows})
}

// wholeTable reads a table in parts.
func (s *tracker) wholeTable(ctx context.Context, q querier, t spec) (mirror.Rows, error) {
	out := mirror.Rows{Table: t.table, Columns: t.columnNames(), Asked: whole()}
	for from := int64(math.MinInt64); ; {
		part, err := t.read(ctx, q, name(t.key)+" > ? ORDER BY "+name(t.key)+" LIMIT 2000", from)
		if err != nil {
			return out, err
		}
		out.Values = append(out.Values, part.Values...)
		if len(part.Values) < 2000 {
			return out, nil
		}
		from, _ = part.Values[len(part.Values)-1][t.at("id")].(int64)
	}
}

// reviewers reads the groups of reviewers (<backend>_review) and who is in them; others
// mean nothing here.
func (s *tracker) reviewers(ctx context.Context, q querier, r *rereader) error {
	groups, ok := s.view.tables[mirror.Groups]
	if !ok {
		return nil
	}
	rows, err := s.wholeTable(ctx, q, groups)
	if err != nil {
		return err
	}
	rows = only(rows, func(row []any) bool {
		n, _ := row[groups.at("name")].(string)
		return strings.HasSuffix(n, "_review")
	})
	r.add(rows)
	var ids keySet
	for _, row := range rows.Values {
		ids.add(row[groups.at("id")])
	}
	members, _, ok, err := r.keyed(ctx, mirror.UserGroups, "group_id", ids.list())
	if err != nil || !ok {
		return err
	}
	members.Asked = whole()
	r.add(members)
	return nil
}

// Dates reads edx-when's dates of the mirrored exams again. Names of courses and blocks
// are passed as values: the platform's tables and edx-proctoring's may differ in
// collation, so that they cannot be joined by them.
func (s *Source) Dates(ctx context.Context) error {
	return s.asking(ctx, "give its dates", func(conn *sql.Conn) error {
		return inSnapshot(ctx, conn, func(q querier) error {
			p, err := s.in.file.Position(ctx)
			if err != nil {
				return err
			}
			return s.in.readDates(ctx, q, p)
		})
	})
}

func (s *tracker) readDates(ctx context.Context, q querier, p mirror.Position) error {
	has, err := s.idsHere(ctx, "SELECT 1 FROM sqlite_master WHERE name = '"+mirror.UserDates+"'")
	if err != nil || !s.seesDates() || len(has) == 0 {
		return err
	}
	blocks, err := s.idsHere(ctx, "SELECT DISTINCT content_id FROM "+mirror.Exams)
	if err != nil {
		return err
	}
	courses, err := s.idsHere(ctx, "SELECT DISTINCT course_id FROM "+mirror.Exams)
	if err != nil {
		return err
	}
	t := s.view.tables[mirror.ContentDates]
	all, err := t.readKeys(ctx, q, "location", blocks)
	if err != nil {
		return err
	}
	ends, err := t.readKeys(ctx, q, "course_id", courses)
	if err != nil {
		return err
	}
	field := t.at("field")
	all = only(all, func(row []any) bool { return row[field] == "due" })
	ends = only(ends, func(row []any) bool { return row[field] == "end" })
	all.Values, all.Asked = append(all.Values, ends.Values...), whole()
	r, err := s.rereader(ctx, q)
	if err != nil {
		return err
	}
	r.add(all)
	var ids, policies keySet
	for _, row := range all.Values {
		ids.add(row[t.at("id")])
		policies.add(row[t.at("policy_id")])
	}
	for _, by := range []struct {
		table, column string
		keys          keySet
	}{{mirror.DatePolicies, "id", policies}, {mirror.UserDates, "content_date_id", ids}} {
		rows, err := s.view.tables[by.table].readKeys(ctx, q, by.column, by.keys.list())
		if err != nil {
			return err
		}
		rows.Asked = whole()
		r.add(rows)
	}
	_, err = s.file.Apply(ctx, mirror.Batch{Position: p, Rows: r.rows})
	return err
}
