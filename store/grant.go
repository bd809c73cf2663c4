package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"examdesk/model"
)

// asJSON is a list as SQLite's json_each reads it: one argument for any number
// of values.
func asJSON(list any) (string, error) {
	data, err := json.Marshal(list)
	return string(data), mapError(err, "write down what is asked for")
}

// LearnersByName finds users by username or e-mail, each under the name that was
// asked for. A name may be several users: one's username, others' e-mail.
// E-mails have no index, so they are looked for in one pass, and only those
// names that hold an @. The case of their letters does not count, as it does not
// to an LMS on MySQL.
func (t *Tx) LearnersByName(ctx context.Context, names []string) (map[string][]model.Learner, error) {
	out := map[string][]model.Learner{}
	found, err := t.LearnersByUsername(ctx, names)
	if err != nil {
		return nil, err
	}
	for _, l := range found {
		out[l.Username.Raw()] = append(out[l.Username.Raw()], l)
	}
	emails, err := t.learnersByEmail(ctx, names)
	if err != nil {
		return nil, err
	}
	byEmail := map[string][]model.Learner{}
	for _, l := range emails {
		byEmail[strings.ToLower(l.Email.Raw())] = append(byEmail[strings.ToLower(l.Email.Raw())], l)
	}
	for _, name := range names {
		for _, l := range likest(name, byEmail[strings.ToLower(name)]) {
			if !slices.ContainsFunc(out[name], func(o model.Learner) bool { return o.ID == l.ID }) {
				out[name] = append(out[name], l)
			}
		}
	}
	return out, nil
}

// likest are the users of an e-mail: those of its very letters, or else of any
// case of them.
func likest(email string, found []model.Learner) []model.Learner {
	var same []model.Learner
	for _, l := range found {
		if l.Email.Raw() == email {
			same = append(same, l)
		}
	}
	if len(same) > 0 {
		return same
	}
	return found
}

func (t *Tx) learnersByEmail(ctx context.Context, names []string) ([]model.Learner, error) {
	list, err := asJSON(names)
	if err != nil {
		return nil, err
	}
	return t.learners(ctx, "FROM auth_user u WHERE lower(u.email) IN (SELECT lower(value) FROM json_each(?) WHERE instr(value, '@') > 0) ORDER BY u.id", list)
}

// LearnersByID reads users by id; unknown ids are left out.
func (t *Tx) LearnersByID(ctx context.Context, ids []int64) (map[int64]model.Learner, error) {
	list, err := asJSON(ids)
	if err != nil {
		return nil, err
	}
	found, err := t.learners(ctx, "FROM json_each(?) n CROSS JOIN auth_user u ON u.id = n.value", list)
	out := make(map[int64]model.Learner, len(found))
	for _, l := range found {
		out[l.ID] = l
	}
	return out, err
}

func (t *Tx) learners(ctx context.Context, from string, args ...any) ([]model.Learner, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+t.s.userColumns()+" "+from, args...)
	if err != nil {
		return nil, mapError(err, "find the learners")
	}
	out, err := collect(rows, scanLearner)
	return out, mapError(err, "find the learners")
}

// ExamsNamed finds exams by id, content id or name. Names are compared without
// blanks around them.
func (t *Tx) ExamsNamed(ctx context.Context, refs []string) ([]model.Exam, error) {
	var ids []int64
	var texts []string
	for _, r := range refs {
		if id, err := strconv.ParseInt(r, 10, 64); err == nil {
			ids = append(ids, id)
		} else {
			texts = append(texts, r)
		}
	}
	list, err := asJSON(ids)
	if err != nil {
		return nil, err
	}
	out, err := t.exams(ctx, "json_each(?) n CROSS JOIN "+tableExam+" e ON e.id = n.value ORDER BY e.id", list)
	if err != nil || len(texts) == 0 {
		return out, err
	}
	names, err := asJSON(texts)
	if err != nil {
		return nil, err
	}
	named, err := t.exams(ctx, tableExam+` e WHERE e.content_id IN (SELECT value FROM json_each(?))
		OR trim(e.exam_name) IN (SELECT value FROM json_each(?)) ORDER BY e.id`, names, names)
	return append(out, named...), err
}

func (t *Tx) exams(ctx context.Context, from string, args ...any) ([]model.Exam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+" FROM "+from, args...)
	if err != nil {
		return nil, mapError(err, "find the exams")
	}
	out, err := collect(rows, scanExam)
	return out, mapError(err, "find the exams")
}

// pairs writes learners at exams as [[user, exam], …].
func pairs(list []model.ExamLearner) (string, error) {
	out := make([][2]int64, len(list))
	for i, p := range list {
		out[i] = [2]int64{p.UserID, p.ExamID}
	}
	return asJSON(out)
}

// AllowancesOfPairs reads what learners have at exams, by any key.
func (t *Tx) AllowancesOfPairs(ctx context.Context, list []model.ExamLearner) (map[model.ExamLearner][]model.Allowance, error) {
	asked, err := pairs(list)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT l.id, l.proctored_exam_id, l.user_id, l.key, l.value, l.created, l.modified FROM json_each(?) n
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

// NewestAttempts reads learners' newest attempts at exams; pairs without an
// attempt are left out.
func (t *Tx) NewestAttempts(ctx context.Context, list []model.ExamLearner) (map[model.ExamLearner]model.Attempt, error) {
	asked, err := pairs(list)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+` FROM json_each(?) n
		CROSS JOIN `+tableAttempt+` a ON a.user_id = json_extract(n.value, '$[0]') AND a.proctored_exam_id = json_extract(n.value, '$[1]')
		ORDER BY a.created, a.id`, asked)
	if err != nil {
		return nil, mapError(err, "read the learners' attempts")
	}
	out := map[model.ExamLearner]model.Attempt{}
	err = each(rows, func() error {
		var a model.Attempt
		if err := rows.Scan(scanAttempt(&a)...); err != nil {
			return err
		}
		out[model.ExamLearner{ExamID: a.ExamID, UserID: a.UserID}] = a // the last one stays
		return nil
	})
	return out, mapError(err, "read the learners' attempts")
}

// Allowances reads a page of allowances in the order of their ids.
func (t *Tx) Allowances(ctx context.Context, q model.AllowanceQuery) ([]model.GrantedAllowance, error) {
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

// about narrows to a learner and to an exam; 0 does not narrow.
func about(user string, userID int64, exam string, examID int64) condition {
	where := condition{sql: "1 = 1"}
	if userID != 0 {
		where.and(user+" = ?", userID)
	}
	if examID != 0 {
		where.and(exam+" = ?", examID)
	}
	return where
}

// AllowanceCursor marks the place behind an allowance.
func AllowanceCursor(id int64) model.Cursor { return encodeCursor(place{id: id}) }

// ArchivedAllowances reads what a learner's or an exam's allowances were, in the
// order in which they ceased to be so; 0 does not narrow.
func (t *Tx) ArchivedAllowances(ctx context.Context, userID, examID int64) ([]model.ArchivedAllowance, error) {
	where := about("l.user_id", userID, "l.proctored_exam_id", examID)
	rows, err := t.tx.QueryContext(ctx, "SELECT l.id, l.created, l.allowance_id, l.proctored_exam_id, l.user_id, l.key, l.value, "+examColumns+", "+
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

func scanArchived(rows *sql.Rows) (model.ArchivedAllowance, error) {
	var a model.ArchivedAllowance
	l := &a.Allowance
	dest := []any{num(&a.ID), scanTime{&a.Until}, num(&l.ID), num(&l.ExamID), num(&l.UserID), text(&l.Key), text(&l.Value)}
	return a, rows.Scan(append(append(dest, scanExam(&a.Exam)...), scanLearner(&a.Learner)...)...)
}
