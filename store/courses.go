package store

import (
	"context"

	"examdesk/model"
)

// Exams are the exams of a course, or of all with "", by course and then by id.
func (t *Tx) Exams(ctx context.Context, course string) ([]model.Exam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e WHERE ? = '' OR e.course_id = ? ORDER BY e.course_id, e.id", course, course)
	if err != nil {
		return nil, mapError(err, "list the exams")
	}
	out, err := collect(rows, scanExam)
	return out, mapError(err, "list the exams")
}

// ExamsWithPolicy are the ids of the exams that have a review policy.
func (t *Tx) ExamsWithPolicy(ctx context.Context) ([]int64, error) {
	return t.ids(ctx, "list the review policies", "SELECT DISTINCT proctored_exam_id FROM "+tablePolicy)
}

// FormerPolicies are the review policies that an exam had before, newest first.
func (t *Tx) FormerPolicies(ctx context.Context, examID int64) ([]model.FormerPolicy, error) {
	return t.FormerPoliciesBefore(ctx, examID, 0, -1)
}

// FormerPoliciesBefore are those before one of them, or from the newest for 0;
// at most limit of them, all for -1.
func (t *Tx) FormerPoliciesBefore(ctx context.Context, examID, before int64, limit int) ([]model.FormerPolicy, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT h.id, h.review_policy, coalesce(u.username, ''), h.created FROM "+tablePolicyHistory+
		" h LEFT JOIN auth_user u ON u.id = h.set_by_user_id WHERE h.proctored_exam_id = ? AND (? = 0 OR h.id < ?) ORDER BY h.id DESC LIMIT ?",
		examID, before, before, limit)
	if err != nil {
		return nil, mapError(err, "read the former review policies")
	}
	var out []model.FormerPolicy
	err = each(rows, func() error {
		var p model.FormerPolicy
		if err := rows.Scan(num(&p.ID), text(&p.Text), text(&p.SetBy), scanTime{&p.Replaced}); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, mapError(err, "read the former review policies")
}

// CourseLearners are the learners of a course by username, each with the mode
// of the enrolment. In a store without enrolments they are those with an
// attempt at one of the course's exams, and enrolled is false.
func (t *Tx) CourseLearners(ctx context.Context, course string) (out []model.OnboardingRow, enrolled bool, err error) {
	enrolled, err = hasTable(ctx, t.tx, "student_courseenrollment")
	if err != nil {
		return nil, false, mapError(err, "look for enrolments")
	}
	from := "(SELECT DISTINCT a.user_id AS id, '' AS mode FROM " + tableExam + " e CROSS JOIN " + tableAttempt + " a ON a.proctored_exam_id = e.id WHERE e.course_id = ?)"
	if enrolled {
		from = "(SELECT n.user_id AS id, n.mode FROM student_courseenrollment n WHERE n.course_id = ? AND n.is_active)"
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT n.mode, "+t.s.userColumns()+" FROM "+from+" n JOIN auth_user u ON u.id = n.id ORDER BY u.username", course)
	if err != nil {
		return nil, false, mapError(err, "list the course's learners")
	}
	err = each(rows, func() error {
		var r model.OnboardingRow
		if err := rows.Scan(append([]any{text(&r.Mode)}, scanLearner(&r.Learner)...)...); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	return out, enrolled, mapError(err, "list the course's learners")
}
