package store

import (
	"context"
	"slices"
	"strings"

	"examdesk/model"
)

// proctorableModes are the modes of an enrolment in which proctored exams can be
// taken (the platform's EnrollmentsService).
const proctorableModes = "('verified', 'masters', 'professional', 'executive-education')"

// LearnersByName finds users by username or e-mail, each under the name that was
// asked for. A name may be several users: one's username, others' e-mail.
// E-mails have no index, so they are looked for in one pass, and only those
// names that hold an @. The case of their letters does not count, as it does not
// to an LMS on MySQL.
func (t learnerTables) LearnersByName(ctx context.Context, names []string) (map[string][]model.Learner, error) {
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

func (t learnerTables) learnersByEmail(ctx context.Context, names []string) ([]model.Learner, error) {
	list, err := asJSON(names)
	if err != nil {
		return nil, err
	}
	return t.learners(ctx, "FROM auth_user u WHERE lower(u.email) IN (SELECT lower(value) FROM json_each(?) WHERE instr(value, '@') > 0) ORDER BY u.id", list)
}

// LearnersByID reads users by id; unknown ids are left out.
func (t learnerTables) LearnersByID(ctx context.Context, ids []int64) (map[int64]model.Learner, error) {
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

func (t learnerTables) learners(ctx context.Context, from string, args ...any) ([]model.Learner, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+t.s.userColumns()+" "+from, args...)
	if err != nil {
		return nil, mapError(err, "find the learners")
	}
	out, err := collect(rows, scanLearner)
	return out, mapError(err, "find the learners")
}

// LearnersByUsername finds learners by username, in any order; unknown names
// are left out.
func (t learnerTables) LearnersByUsername(ctx context.Context, usernames []string) ([]model.Learner, error) {
	names, err := asJSON(usernames)
	if err != nil {
		return nil, err
	}
	return t.learners(ctx, "FROM json_each(?) n CROSS JOIN auth_user u ON u.username = n.value", names)
}

// Enrollments returns a course's active enrolments that can take proctored exams, by
// any part of username or e-mail. A store without enrolments names who has an
// attempt in the course instead, with no mode.
func (t learnerTables) Enrollments(ctx context.Context, course, search string) ([]model.Enrollment, error) {
	enrolled, err := t.hasTable(ctx, "student_courseenrollment")
	if err != nil {
		return nil, mapError(err, "look for enrolments")
	}
	query := "SELECT u.username, '' FROM auth_user u WHERE u.id IN (SELECT a.user_id FROM " + tableExam + " e CROSS JOIN " + tableAttempt +
		" a ON a.proctored_exam_id = e.id WHERE e.course_id = ?)"
	order := " ORDER BY u.username"
	if enrolled {
		query = "SELECT u.username, n.mode FROM student_courseenrollment n JOIN auth_user u ON u.id = n.user_id WHERE n.course_id = ? AND n.is_active AND n.mode IN " + proctorableModes
		order = " ORDER BY n.id"
	}
	like := likePattern(search)
	rows, err := t.tx.QueryContext(ctx, query+` AND (? = '' OR u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`+order,
		course, search, like, like)
	if err != nil {
		return nil, mapError(err, "read the enrolments")
	}
	var out []model.Enrollment
	err = each(rows, func() error {
		var n model.Enrollment
		if err := rows.Scan(text(&n.Username), text(&n.Mode)); err != nil {
			return err
		}
		out = append(out, n)
		return nil
	})
	return out, mapError(err, "read the enrolments")
}

// LearnersNamed returns the users of a username, or else of an e-mail in any case
// of its letters, at most limit of them.
func (t learnerTables) LearnersNamed(ctx context.Context, name string, limit int) ([]model.Learner, error) {
	for _, where := range []string{"u.username = ?", "u.email = ?", "lower(u.email) = lower(?)"} {
		ids, err := t.ids(ctx, "find the learner", "SELECT u.id FROM auth_user u WHERE "+where+" ORDER BY u.id LIMIT ?", name, limit)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			return t.learners(ctx, "FROM auth_user u WHERE u.id IN ("+idList(ids)+") ORDER BY u.username")
		}
	}
	return nil, nil
}

// likest returns the users of an e-mail: those who match it exactly or, failing that,
// those who match it in any case.
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
