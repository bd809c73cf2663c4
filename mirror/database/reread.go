package database

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"examdesk/mirror"
)

// rereader reads again, in one snapshot, what feeds have named.
type rereader struct {
	view  view
	q     querier
	file  *mirror.File
	scope *scope
	rows  []mirror.Rows
}

func (r *rereader) add(rows mirror.Rows) { r.rows = append(r.rows, rows) }

// all reads what the keys name, with what depends on it.
func (r *rereader) all(ctx context.Context, k keys) error {
	if err := r.exams(ctx, k.exams.list()); err != nil {
		return err
	}
	codes, err := r.attempts(ctx, &k)
	if err != nil {
		return err
	}
	if err := r.reviews(ctx, codes, k.reviews); err != nil {
		return err
	}
	if err := r.ofExams(ctx, k.allowed.list(), "user_id", mirror.Allowances, mirror.AllowanceHistory); err != nil {
		return err
	}
	if err := r.ofExams(ctx, k.policies.list(), "proctored_exam_id", mirror.Policies, mirror.PolicyHistory); err != nil {
		return err
	}
	return r.people(ctx)
}

// keyed reads the rows of a table by keys, if it is visible.
func (r *rereader) keyed(ctx context.Context, table, column string, list []any) (mirror.Rows, spec, bool, error) {
	s, ok := r.view.tables[table]
	if !ok || len(list) == 0 {
		return mirror.Rows{}, s, false, nil
	}
	rows, err := s.readKeys(ctx, r.q, column, list)
	return rows, s, err == nil, err
}

func (r *rereader) exams(ctx context.Context, ids []any) error {
	rows, s, ok, err := r.keyed(ctx, mirror.Exams, "id", ids)
	if err != nil || !ok {
		return err
	}
	r.add(r.scope.takeExams(rows, s))
	return nil
}

// takeExams leaves out the exams of other courses, and notes which are mirrored.
func (s *scope) takeExams(rows mirror.Rows, of spec) mirror.Rows {
	if s.exams == nil {
		return rows
	}
	id, course := of.at("id"), of.at("course_id")
	return only(rows, func(row []any) bool {
		c, _ := row[course].(string)
		n, _ := row[id].(int64)
		delete(s.exams, n)
		if slices.Contains(s.Courses, c) {
			s.exams[n] = true
		}
		return s.exams[n]
	})
}

// attempts reads attempts, and returns the codes whose reviews are to be read. Of a
// mirror that holds a part, the codes lead to attempts first, which decide.
func (r *rereader) attempts(ctx context.Context, k *keys) ([]any, error) {
	var codes keySet
	if !r.scope.part() {
		codes = k.codes
	}
	for column, list := range map[string][]any{"id": k.attempts.list(), "attempt_code": k.codes.list()} {
		if column != "id" && !r.scope.part() {
			continue
		}
		rows, s, ok, err := r.keyed(ctx, mirror.Attempts, column, list)
		if err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		rows = r.scope.attempts(rows, s)
		for _, row := range rows.Values {
			codes.add(row[s.at("attempt_code")])
		}
		r.add(rows)
		if err := r.timeouts(ctx, rows, s); err != nil {
			return nil, err
		}
	}
	return codes.list(), nil
}

// timeouts reads, of attempts that are verified and were never submitted, the rows of
// the history that say why: the rest of the history is read when it is shown.
func (r *rereader) timeouts(ctx context.Context, rows mirror.Rows, s spec) error {
	completed, status := s.at("completed_at"), s.at("status")
	if completed < 0 {
		return nil
	}
	var ids keySet
	for _, row := range rows.Values {
		if row[status] == "verified" && row[completed] == nil {
			ids.add(row[s.at("id")])
		}
	}
	past, of, ok, err := r.keyed(ctx, mirror.AttemptHistory, "id", ids.list())
	if err != nil || !ok {
		return err
	}
	past.Asked, past.Missing = nil, true
	r.add(only(past, func(row []any) bool { return row[of.at("status")] == "timed_out" }))
	return nil
}

// reviews reads reviews and their archive by code, and the comments of these reviews, of
// those that the mirror has for the codes, and of others that a feed named.
func (r *rereader) reviews(ctx context.Context, codes []any, named keySet) error {
	ids, err := r.mirrored(ctx, mirror.Reviews, "attempt_code", codes)
	if err != nil {
		return err
	}
	others, err := r.mirrored(ctx, mirror.Reviews, "id", named.list())
	if err != nil {
		return err
	}
	for id := range others {
		ids.add(id)
	}
	for _, table := range []string{mirror.Reviews, mirror.ReviewHistory} {
		rows, s, ok, err := r.keyed(ctx, table, "attempt_code", codes)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		r.add(rows)
		for _, row := range rows.Values {
			if table == mirror.Reviews {
				ids.add(row[s.at("id")])
			}
		}
	}
	if !r.scope.Comments {
		return nil
	}
	rows, _, ok, err := r.keyed(ctx, mirror.Comments, "review_id", ids.list())
	if ok {
		r.add(rows)
	}
	return err
}

// ofExams reads the rows of tables by keys; those of exams that are not mirrored are
// left out.
func (r *rereader) ofExams(ctx context.Context, list []any, by string, tables ...string) error {
	for _, table := range tables {
		rows, s, ok, err := r.keyed(ctx, table, by, list)
		if err != nil {
			return err
		}
		if ok {
			r.add(r.scope.ofExams(rows, s.at("proctored_exam_id")))
		}
	}
	return nil
}

// ofAttempts reads what belongs to attempts that were read by range.
func (r *rereader) ofAttempts(ctx context.Context, read []mirror.Rows) error {
	s := r.view.tables[mirror.Attempts]
	for _, rows := range read {
		if err := r.timeouts(ctx, rows, s); err != nil {
			return err
		}
		if !r.scope.part() {
			continue
		}
		var codes keySet
		for _, row := range rows.Values {
			codes.add(row[s.at("attempt_code")])
		}
		if err := r.reviews(ctx, codes.list(), nil); err != nil {
			return err
		}
	}
	return nil
}

// userColumns are those by which rows refer to people.
func userColumns() []string {
	return []string{"user_id", "reviewed_by_id", "student_id", "set_by_user_id", "history_user_id"}
}

// people reads the people to whom the rows refer and whom the mirror does not have. Nobody
// else is read.
func (r *rereader) people(ctx context.Context) error {
	var ids keySet
	for _, rows := range r.rows {
		for i, c := range rows.Columns {
			if !slices.Contains(userColumns(), c) {
				continue
			}
			for _, row := range rows.Values {
				ids.add(row[i])
			}
		}
	}
	there, err := r.mirrored(ctx, mirror.Users, "id", ids.list())
	if err != nil {
		return err
	}
	for id := range there {
		delete(ids, id)
	}
	return r.readPeople(ctx, ids.list())
}

func (r *rereader) readPeople(ctx context.Context, ids []any) error {
	for _, by := range []struct{ table, column string }{{mirror.Users, "id"}, {mirror.Profiles, "id"}} {
		rows, _, ok, err := r.keyed(ctx, by.table, by.column, ids)
		if err != nil {
			return err
		}
		if ok {
			r.add(rows)
		}
	}
	return nil
}

// mirrored returns the ids of the mirror's rows that have one of the keys in a column.
func (r *rereader) mirrored(ctx context.Context, table, column string, list []any) (out keySet, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	data, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	err = r.file.Read(ctx, func(tx mirror.Querier) error {
		rows, err := tx.QueryContext(ctx, "SELECT id FROM "+table+" WHERE "+column+" IN (SELECT value FROM json_each(?))", string(data))
		if err != nil {
			return err
		}
		for err == nil && rows.Next() {
			var id int64
			if err = rows.Scan(&id); err == nil {
				out.add(id)
			}
		}
		return closing(rows, err)
	})
	if err != nil {
		return nil, fmt.Errorf("look into the mirror's %s: %w", table, err)
	}
	return out, nil
}
