package store

import (
	"cmp"
	"context"
	"database/sql"

	"examdesk/model"
)

// AllowancesOfPairs reads what learners have at exams, by any key.
func (t allowanceTables) AllowancesOfPairs(ctx context.Context, list []model.ExamLearner) (map[model.ExamLearner][]model.Allowance, error) {
	asked, err := pairs(list)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT l.id, l.proctored_exam_id, l.user_id, l.key, l.value, +l.created, +l.modified FROM json_each(?) n
		CROSS JOIN `+tableAllowance+` l ON l.user_id = json_extract(n.value, '$[0]') AND l.proctored_exam_id = json_extract(n.value, '$[1]')
		ORDER BY l.id`, asked)
	if err != nil {
		return nil, mapError(err, "read the allowances")
	}
	out := map[model.ExamLearner][]model.Allowance{}
	err = each(rows, func() error {
		var a model.Allowance
		if err := rows.Scan(scanAllowance(&a)...); err != nil {
			return err
		}
		at := model.ExamLearner{ExamID: a.ExamID, UserID: a.UserID}
		out[at] = append(out[at], a)
		return nil
	})
	return out, mapError(err, "read the allowances")
}

// Allowances reads a page of allowances in the order of their ids.
func (t allowanceTables) Allowances(ctx context.Context, q model.AllowanceQuery) ([]model.GrantedAllowance, error) {
	after := int64(0)
	if q.After != "" {
		p, err := decodeCursor(q.After)
		if err != nil {
			return nil, err
		}
		after = p.id
	}
	where := about("l.user_id", q.UserID, "l.proctored_exam_id", q.ExamID)
	where.and("l.id > ?", after)
	if q.Course != "" {
		where.and("e.course_id = ?", q.Course)
	}
	return t.granted(ctx, tableAllowance+" l LEFT JOIN "+tableExam+" e ON e.id = l.proctored_exam_id", where.sql, q.Limit, where.args...)
}

// ArchivedAllowances reads what a learner's or an exam's allowances were, in the
// order in which they ceased to be so; 0 does not narrow.
func (t allowanceTables) ArchivedAllowances(ctx context.Context, userID, examID int64) ([]model.ArchivedAllowance, error) {
	where := about("l.user_id", userID, "l.proctored_exam_id", examID)
	rows, err := t.tx.QueryContext(ctx, "SELECT l.id, +l.created, l.allowance_id, l.proctored_exam_id, l.user_id, l.key, l.value, "+examColumns+", "+
		t.s.userColumns()+" FROM "+tableAllowanceHistory+" l LEFT JOIN "+tableExam+" e ON e.id = l.proctored_exam_id LEFT JOIN auth_user u ON u.id = l.user_id WHERE "+
		where.sql+" ORDER BY l.id", where.args...)
	if err != nil {
		return nil, mapError(err, "read the archived allowances")
	}
	var out []model.ArchivedAllowance
	err = each(rows, func() error {
		a, err := scanArchived(rows)
		out = append(out, a)
		return err
	})
	return out, mapError(err, "read the archived allowances")
}

// CourseAllowances returns the allowances of a course in the order of their ids.
func (t allowanceTables) CourseAllowances(ctx context.Context, course string) ([]model.GrantedAllowance, error) {
	return t.granted(ctx, tableExam+" e CROSS JOIN "+tableAllowance+" l ON l.proctored_exam_id = e.id", "e.course_id = ?", 0, course)
}

// UserAllowances returns a learner's allowances at all exams in the order of their ids.
func (t allowanceTables) UserAllowances(ctx context.Context, userID int64) ([]model.GrantedAllowance, error) {
	return t.granted(ctx, tableAllowance+" l LEFT JOIN "+tableExam+" e ON e.id = l.proctored_exam_id", "l.user_id = ?", 0, userID)
}

// granted reads allowances in the order of their ids, all for the limit 0.
func (t allowanceTables) granted(ctx context.Context, from, where string, limit int, args ...any) ([]model.GrantedAllowance, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT l.id, l.proctored_exam_id, l.user_id, l.key, l.value, +l.created, +l.modified, "+examColumns+", "+
		t.s.userColumns()+" FROM "+from+" LEFT JOIN auth_user u ON u.id = l.user_id WHERE "+where+" ORDER BY l.id LIMIT ?", append(args, cmp.Or(limit, -1))...)
	if err != nil {
		return nil, mapError(err, "read the allowances")
	}
	var out []model.GrantedAllowance
	err = each(rows, func() error {
		var g model.GrantedAllowance
		l := &g.Allowance
		dest := []any{num(&l.ID), num(&l.ExamID), num(&l.UserID), text(&l.Key), text(&l.Value), scanTime{&l.Created}, scanTime{&l.Modified}}
		if err := rows.Scan(append(append(dest, scanExam(&g.Exam)...), scanLearner(&g.Learner)...)...); err != nil {
			return err
		}
		out = append(out, g)
		return nil
	})
	return out, mapError(err, "read the allowances")
}

// AllowanceCursor marks the place behind an allowance.
func AllowanceCursor(id int64) model.Cursor { return encodeCursor(place{id: id}) }

func scanArchived(rows *sql.Rows) (model.ArchivedAllowance, error) {
	var a model.ArchivedAllowance
	l := &a.Allowance
	dest := []any{num(&a.ID), scanTime{&a.Until}, num(&l.ID), num(&l.ExamID), num(&l.UserID), text(&l.Key), text(&l.Value)}
	return a, rows.Scan(append(append(dest, scanExam(&a.Exam)...), scanLearner(&a.Learner)...)...)
}
