package store

import (
	"context"
	"encoding/json"
	"time"

	"examdesk/model"
)

// OnboardingQuery selects whose onboarding is read.
type OnboardingQuery struct {
	Users []int64
	// Course and Backend are the course and the service in question.
	Course, Backend string
	// Since is when the oldest approval was given that still counts.
	Since time.Time
}

// onboardingReads are the onboarding of a course's learners.
type onboardingReads struct{ *session }

// OnboardingAttempts returns the attempts that an onboarding status depends on, the
// last modified first: those in the course, and approvals of the service in any
// course. It is one query for any number of learners, through the index on the
// attempt's user.
func (t onboardingReads) OnboardingAttempts(ctx context.Context, q OnboardingQuery) ([]model.OnboardingAttempt, error) {
	users, err := json.Marshal(q.Users)
	if err != nil {
		return nil, mapError(err, "read the onboarding attempts")
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT * FROM (SELECT a.id, a.user_id, a.status, a.modified, e.course_id, e.course_id = ? AND e.is_active AS in_course,
			e.backend IS ? AND a.status = 'verified' AND a.modified > ? AS approves
			FROM (SELECT DISTINCT value AS id FROM json_each(?)) n CROSS JOIN `+tableAttempt+" a ON a.user_id = n.id JOIN "+tableExam+` e ON e.id = a.proctored_exam_id
			WHERE a.taking_as_proctored AND e.is_practice_exam) WHERE in_course OR approves ORDER BY modified DESC, id`,
		q.Course, nullText(model.Text(q.Backend)), formatTime(q.Since), string(users))
	if err != nil {
		return nil, mapError(err, "read the onboarding attempts")
	}
	var out []model.OnboardingAttempt
	err = each(rows, func() error {
		var a model.OnboardingAttempt
		if err := rows.Scan(num(&a.ID), num(&a.UserID), text(&a.Status), scanTime{&a.Modified}, text(&a.Course), flag(&a.InCourse), flag(&a.Approves)); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	})
	return out, mapError(err, "read the onboarding attempts")
}

// CourseLearners returns the learners of a course by username, each with the mode
// of the enrolment. In a store without enrolments they are those with an
// attempt at one of the course's exams, and enrolled is false.
func (t onboardingReads) CourseLearners(ctx context.Context, course string) (out []model.OnboardingRow, enrolled bool, err error) {
	enrolled, err = t.hasTable(ctx, "student_courseenrollment")
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
