package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// ExamAttemptCounts returns the number of attempts at each exam of a course; an empty
// course means all courses.
func (e listReads) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	return view(ctx, e, func(tx *store.Tx) (map[int64]int64, error) { return tx.ExamAttemptCounts(ctx, course) })
}

// FormerPolicies returns the former versions of an exam's review policy, the latest
// first, each with the time at which it was replaced.
func (e listReads) FormerPolicies(ctx context.Context, examID int64) ([]model.FormerPolicy, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.FormerPolicy, error) { return tx.FormerPolicies(ctx, examID) })
}

// NewestChange returns when an attempt was last changed by anyone; nil for a store
// without attempts. If this clock is behind it, one of the two clocks is wrong.
func (e listReads) NewestChange(ctx context.Context) (*time.Time, error) {
	return view(ctx, e, func(tx *store.Tx) (*time.Time, error) { return tx.NewestChange(ctx) })
}

// maxCandidates bounds the number of learners listed for an ambiguous text.
const maxCandidates = 20

// LearnersNamed returns the learners that a word names: the one with this username,
// e-mail, number or attempt code or, if there is none, those who have it anywhere in
// these.
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
		return 0, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", code)
	}
	return a.ID, nil
}

// StorePlatform is the platform as far as a store holds its tables: it reads
// enrolments there and knows nothing else.
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
