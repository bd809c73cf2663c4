package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// ExamAttemptCounts are how many attempts each exam of a course has, of all
// courses for none.
func (e listReads) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	return view(ctx, e, func(tx *store.Tx) (map[int64]int64, error) { return tx.ExamAttemptCounts(ctx, course) })
}

// FormerPolicies are what an exam's review policy was before, the last first,
// each with the time at which it was replaced.
func (e listReads) FormerPolicies(ctx context.Context, examID int64) ([]model.FormerPolicy, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.FormerPolicy, error) { return tx.FormerPolicies(ctx, examID) })
}

// NewestChange is when an attempt was last changed by anybody, nil for a store
// without attempts. A clock that is behind it is wrong, here or there.
func (e listReads) NewestChange(ctx context.Context) (*time.Time, error) {
	return view(ctx, e, func(tx *store.Tx) (*time.Time, error) { return tx.NewestChange(ctx) })
}

// maxCandidates bounds how many learners an ambiguous text lists.
const maxCandidates = 20

// LearnersNamed are the learners that a word names: the one of a username, of
// an e-mail, of a number or of an attempt code or, if there is none, those that
// have it anywhere in these.
func (e listReads) LearnersNamed(ctx context.Context, name string, id int64) ([]model.Learner, error) {
	found, err := view(ctx, e, func(tx *store.Tx) ([]model.Learner, error) {
		out, err := tx.LearnersNamed(ctx, name, maxCandidates)
		if err != nil || len(out) > 0 {
			return out, err
		}
		if id == 0 {
			a, err := tx.AttemptByCode(ctx, name)
			if err != nil || a == nil {
				return nil, err
			}
			id = a.UserID
		}
		l, err := tx.Learner(ctx, id)
		if model.CodeOf(err) == model.CodeNotFound {
			return nil, nil
		}
		return []model.Learner{l}, err
	})
	if err != nil || len(found) > 0 {
		return found, err
	}
	return attemptReads(e).FindLearners(ctx, model.LearnerQuery{Text: name, Limit: maxCandidates})
}

// AttemptIDByCode finds an attempt by its code; [model.CodeNotFound] if there is
// none.
func (e listReads) AttemptIDByCode(ctx context.Context, code string) (int64, error) {
	a, err := view(ctx, e, func(tx *store.Tx) (*model.Attempt, error) { return tx.AttemptByCode(ctx, code) })
	if err != nil {
		return 0, err
	}
	if a == nil {
		return 0, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", model.Clean(code))
	}
	return a.ID, nil
}

// StorePlatform is the platform as far as a store holds its tables: enrolments
// are read there, and all else is unknown.
type StorePlatform struct {
	model.NoPlatform
	Store *store.Store
}

// Enrollments implements [model.EnrollmentLister].
func (p StorePlatform) Enrollments(ctx context.Context, course, search string) (out []model.Enrollment, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		out, err = tx.Enrollments(ctx, course, search)
		return err
	})
	return out, err
}
