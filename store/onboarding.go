package store

import (
	"context"
	"encoding/json"
	"time"

	"examdesk/model"
)

// LearnersByUsername finds learners by username, in any order; unknown names
// are left out.
func (t *Tx) LearnersByUsername(ctx context.Context, usernames []string) ([]model.Learner, error) {
	names, err := asJSON(usernames)
	if err != nil {
		return nil, err
	}
	return t.learners(ctx, "FROM json_each(?) n CROSS JOIN auth_user u ON u.username = n.value", names)
}

// OnboardingQuery selects whose onboarding is read.
type OnboardingQuery struct {
	Users []int64
	// Course and Backend are the course and the service in question.
	Course, Backend string
	// Since is when the oldest approval was given that still counts.
	Since time.Time
}

// OnboardingAttempts are the attempts that an onboarding status depends on, the
// last modified first: those in the course, and approvals of the service in any
// course. It is one query for any number of learners, through the index on the
// attempt's user.
func (t *Tx) OnboardingAttempts(ctx context.Context, q OnboardingQuery) ([]model.OnboardingAttempt, error) {
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
