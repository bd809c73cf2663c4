package store

import (
	"context"
	"strings"

	"examdesk/model"
)

const (
	// fewUsers and fewAttempts bound the hits that a page is driven by; with
	// more, the page runs through its index and looks each attempt up.
	fewUsers    = 200
	fewAttempts = 500
	// trigram is the length of the shortest text that the index holds.
	trigram = 3
	// maxTerms bounds the terms of a search shorter than a trigram.
	maxTerms = 300
)

// learnerFinder searches learners and attempt codes.
type learnerFinder struct{ *database }

// FindLearners finds learners by any part of username, e-mail, name, attempt
// code or external id. Letters of ASCII match in either case; % and _ are
// literal. Codes are searched from three characters on.
func (s learnerFinder) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	text := strings.TrimSpace(q.Text)
	if text == "" {
		return nil, nil
	}
	ids, err := s.searchUsers(ctx, text, limit, q.Course)
	if err != nil {
		return nil, err
	}
	if len(ids) < limit {
		attempts, err := s.searchCodes(ctx, text, limit-len(ids), q.Course)
		if err != nil {
			return nil, err
		}
		users, err := s.ids(ctx, "SELECT DISTINCT user_id FROM "+tableAttempt+" WHERE id IN ("+idList(attempts)+")")
		if err != nil {
			return nil, err
		}
		ids = append(ids, users...)
	}
	return s.learners(ctx, ids)
}

func (s learnerFinder) learners(ctx context.Context, ids []int64) ([]model.Learner, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT "+s.userColumns()+" FROM auth_user u WHERE u.id IN ("+idList(ids)+") ORDER BY u.username")
	if err != nil {
		return nil, mapError(err, "read the learners")
	}
	out, err := collect(rows, scanLearner)
	return out, mapError(err, "read the learners")
}

// searchUsers finds users by username, e-mail and name, of a course if one is named.
func (s learnerFinder) searchUsers(ctx context.Context, text string, limit int, course string) ([]int64, error) {
	if !s.Info().Migrated {
		c := usersLike(likePattern(text), s.searchName("u"))
		of, err := s.learnersOf(ctx, course, "u.id")
		if err != nil {
			return nil, err
		}
		return s.ids(ctx, "SELECT u.id FROM auth_user u WHERE "+c.sql+of.sql+" ORDER BY u.id LIMIT ?", append(append(c.args, of.args...), limit)...)
	}
	match, err := s.userMatch(ctx, text)
	if err != nil || match == "" {
		return nil, err
	}
	of, err := s.learnersOf(ctx, course, "examdesk_learner.rowid")
	if err != nil {
		return nil, err
	}
	return s.ids(ctx, "SELECT rowid FROM examdesk_learner WHERE examdesk_learner MATCH ?"+of.sql+" ORDER BY rowid LIMIT ?", append(append([]any{match}, of.args...), limit)...)
}

// learnersOf narrows to the learners of a course, by the same rule as a learner's card
// ([cardReads.LearnerCourses]); without a course it narrows nothing.
func (s learnerFinder) learnersOf(ctx context.Context, course, id string) (condition, error) {
	if course == "" {
		return condition{}, nil
	}
	c := condition{
		sql: " AND (EXISTS (SELECT 1 FROM " + tableExam + " e WHERE e.course_id = ? AND e.id IN (SELECT proctored_exam_id FROM " + tableAttempt + " WHERE user_id = " + id +
			" UNION ALL SELECT proctored_exam_id FROM " + tableAllowance + " WHERE user_id = " + id + " UNION ALL SELECT proctored_exam_id FROM " + tableHistory + " WHERE user_id = " + id + "))",
		args: []any{course},
	}
	enrolled, err := hasTable(ctx, s.read, "student_courseenrollment")
	if err != nil {
		return c, mapError(err, "look for enrolments")
	}
	if enrolled {
		c.sql += " OR EXISTS (SELECT 1 FROM student_courseenrollment n WHERE n.user_id = " + id + " AND n.course_id = ? AND n.is_active)"
		c.args = append(c.args, course)
	}
	c.sql += ")"
	return c, nil
}

// usersLike returns the search without an index of ours. name is the SQL of the user's
// names.
func usersLike(like, name string) condition {
	return condition{
		sql:  `(u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\' OR ` + name + ` LIKE ? ESCAPE '\')`,
		args: []any{like, like, like},
	}
}

// userMatch returns the index query for a text. A text shorter than a trigram is
// looked up among the trigrams that contain it.
func (s learnerFinder) userMatch(ctx context.Context, text string) (string, error) {
	if len([]rune(text)) >= trigram {
		return quoteTerm(text), nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT term FROM examdesk_term WHERE term LIKE ? ESCAPE '\' LIMIT ?`, likePattern(text), maxTerms)
	if err != nil {
		return "", mapError(err, "search")
	}
	terms, err := collectStrings(rows)
	if err != nil {
		return "", mapError(err, "search")
	}
	for i, t := range terms {
		terms[i] = quoteTerm(t)
	}
	return strings.Join(terms, " OR "), nil
}

func quoteTerm(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// searchCodes finds attempts by attempt code and external id, of a course if one is named.
func (s learnerFinder) searchCodes(ctx context.Context, text string, limit int, course string) ([]int64, error) {
	runes := []rune(text)
	if len(runes) < trigram || limit <= 0 {
		return nil, nil
	}
	like := likePattern(text)
	verify := condition{sql: `(a.attempt_code LIKE ? ESCAPE '\' OR a.external_id LIKE ? ESCAPE '\')`, args: []any{like, like}}
	if course != "" {
		verify.sql += " AND a.proctored_exam_id IN (SELECT id FROM " + tableExam + " WHERE course_id = ?)"
		verify.args = append(verify.args, course)
	}
	verify.args = append(verify.args, limit)
	if !s.Info().Migrated {
		return s.ids(ctx, "SELECT a.id FROM "+tableAttempt+" a WHERE "+verify.sql+" ORDER BY a.id LIMIT ?", verify.args...)
	}
	return s.ids(ctx, "SELECT a.id FROM examdesk_code c JOIN "+tableAttempt+" a ON a.id = c.rowid WHERE examdesk_code MATCH ? AND "+verify.sql+" ORDER BY c.rowid LIMIT ?",
		append([]any{codeMatch(runes)}, verify.args...)...)
}

// codeMatch asks for every third trigram: the index keeps no positions, so it
// only narrows what is then compared.
func codeMatch(runes []rune) string {
	var terms []string
	for i := 0; i+trigram <= len(runes) && len(terms) < 8; i += trigram {
		terms = append(terms, quoteTerm(string(runes[i:i+trigram])))
	}
	return strings.Join(append(terms, quoteTerm(string(runes[len(runes)-trigram:]))), " AND ")
}

func (s *database) ids(ctx context.Context, query string, args ...any) ([]int64, error) {
	rows, err := s.read.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // each closes them
	if err != nil {
		return nil, mapError(err, "search")
	}
	var out []int64
	err = each(rows, func() error {
		var id int64
		if err := rows.Scan(num(&id)); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, mapError(err, "search")
}
