package store

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
)

// TestTxAsksItsOwnConnection takes the pool's other connections away: a question
// of a transaction that went to the pool would be of another moment, and wait for
// ever where all connections are in transactions.
func TestTxAsksItsOwnConnection(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	for _, s := range []*Store{guest, own} {
		s.read.current().SetMaxOpenConns(1)
		rows := list(t, s, model.Filter{}, true, 50)
		a := rows[0]
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		asked := 0
		err := s.View(ctx, func(tx *Tx) error {
			for what, ask := range map[string]func() error{
				"the users of a name":   func() error { _, err := tx.LearnersNamed(ctx, a.Learner.Username.Raw(), 5); return err },
				"users by name":         func() error { _, err := tx.LearnersByName(ctx, []string{a.Learner.Username.Raw()}); return err },
				"a learner's attempts":  func() error { _, err := tx.LearnerAttempts(ctx, a.Learner.ID); return err },
				"a learner's timeline":  func() error { _, err := tx.LearnerTimeline(ctx, a.Learner.ID); return err },
				"an attempt":            func() error { _, err := tx.AttemptRow(ctx, a.Attempt.ID); return err },
				"what a decision needs": func() error { _, err := tx.ReviewSituation(ctx, a.Attempt.ID); return err },
				"the past":              func() error { _, err := tx.Past(ctx, a.Attempt, a.Exam.CourseID.Raw()); return err },
				"a course's reviews":    func() error { _, err := tx.CourseReviews(ctx, a.Exam.CourseID.Raw(), false); return err },
				"who acts":              func() error { _, err := tx.Person(ctx, a.Learner.ID); return err },
				"a course's learners": func() error {
					_, _, err := tx.CourseLearners(ctx, a.Exam.CourseID.Raw())
					return err
				},
			} {
				if err := ask(); err != nil {
					t.Errorf("%s: %v", what, err)
				}
				asked++
			}
			return nil
		})
		if err != nil || asked != 10 {
			t.Errorf("%d questions, %v", asked, err)
		}
	}
}
