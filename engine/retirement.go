package engine

import (
	"context"
	"errors"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// retirement removes what is kept about a learner.
type retirement struct{ *core }

// empty empties what is kept about a learner, with the reviews of the attempts that have
// a code; then is called after each review, which is nil where there is none.
func (e retirement) empty(ctx context.Context, tx *store.Tx, userID int64, codes []string, then func(code string, review *model.Review) error) error {
	if err := e.retireAllowances(ctx, tx, userID); err != nil {
		return err
	}
	if err := tx.EmptyLearner(ctx, userID); err != nil {
		return err
	}
	for _, code := range codes {
		review, err := e.retireReview(ctx, tx, code)
		if err == nil && then != nil {
			err = then(code, review)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e retirement) retireAllowances(ctx context.Context, tx *store.Tx, userID int64) error {
	allowances, err := tx.AllowancesOfUser(ctx, userID)
	if err != nil {
		return err
	}
	for _, a := range allowances {
		if err := tx.UpdateAllowance(ctx, a.ID, "", e.now()); err != nil {
			return err
		}
	}
	return tx.EmptyAllowanceHistory(ctx, userID, e.now())
}

// retireReview empties the review of an attempt, nil if it has none, and its former
// versions.
func (e retirement) retireReview(ctx context.Context, tx *store.Tx, code string) (*model.Review, error) {
	review, err := tx.ReviewByCode(ctx, code)
	if err == nil && review != nil {
		err = tx.ArchiveReview(ctx, review.ID, e.now())
	}
	if err == nil {
		err = tx.EmptyReview(ctx, code, e.now())
	}
	return review, err
}

// learnerSubject is a learner as the subject of a line of activity.
func learnerSubject(userID int64) model.Subject {
	return model.Subject{Kind: model.SubjectLearner, ID: userID, UserID: userID}
}

// examsAtServices returns an exam for each service at which a learner had proctored
// attempts, in the order of the attempts.
func (e retirement) examsAtServices(ctx context.Context, tx *store.Tx, userID int64) (exams []model.Exam, err error) {
	ids, err := tx.UserAttemptIDs(ctx, userID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return nil, err
		}
		seen := slices.ContainsFunc(exams, func(x model.Exam) bool { return x.Backend == row.Exam.Backend })
		if row.Attempt.TakingAsProctored && !seen {
			exams = append(exams, row.Exam)
		}
	}
	return exams, nil
}

// askToForget asks an exam's service to forget a learner; false if it cannot be asked.
func (e retirement) askToForget(ctx context.Context, exam model.Exam, userID int64) (asked bool, err error) {
	s := e.service(e.cfg.Backends.Lookup(exam.Backend.Raw()).Name)
	if s == nil {
		return false, nil
	}
	id, err := e.learnerIDs(ctx, exam.BackendOrNil())
	if err == nil {
		err = s.RetireUser(ctx, id(userID))
	}
	return !errors.Is(err, model.ErrKeepsNoLearners), err
}
