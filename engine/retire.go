package engine

import (
	"context"
	"errors"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// RetireLearner removes personal data about a learner from the store: the values of
// allowances and, from the reviews of attempts that still exist, the service's data,
// the recording's address and the comments, with all former versions (edx-proctoring
// 6.1.4, views.UserRetirement). As in the original, each attempt then follows its
// review again. It is one transaction.
func (e *EdxProctoring) RetireLearner(ctx context.Context, userID int64) (plans []model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedRetireLearner, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		codes, err := tx.UserAttemptCodes(ctx, userID)
		if err != nil {
			return nil, err
		}
		retired := line{subject: learnerSubject(userID)}
		err = e.empty(ctx, tx, userID, codes, func(code string, review *model.Review) error {
			plan, err := e.followRetired(ctx, tx, code, review)
			plans = append(plans, plan)
			retired.effects = append(retired.effects, plan.Effects...)
			return err
		})
		return []line{retired}, err
	})
	return plans, err
}

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

// followRetired makes an attempt follow its emptied review. The attempt may be gone by
// now, since an onboarding attempt that follows its review removes others.
func (e retirement) followRetired(ctx context.Context, tx *store.Tx, code string, review *model.Review) (model.Plan, error) {
	if review == nil {
		return model.Plan{}, nil
	}
	exam, attempt, archived, err := locate(ctx, tx, code)
	if err != nil {
		return model.Plan{}, err
	}
	if !archived {
		return follows(e).followNow(ctx, tx, attempt.ID)
	}
	return model.Plan{Effects: []model.Effect{model.ReviewReceivedEvent(exam, attempt, review.Status)}}, nil
}

// learnerSubject is a learner as the subject of a line of activity.
func learnerSubject(userID int64) model.Subject {
	return model.Subject{Kind: model.SubjectLearner, ID: userID, UserID: userID}
}

// RetireAtServices asks the proctoring services at which a learner had proctored
// attempts to forget them (edx-proctoring 6.1.4, views.BackendUserManagementAPI). It
// returns the result for each service by its name; nil is success. As in the
// original, a service that cannot delete learners is left out.
func (e *EdxProctoring) RetireAtServices(ctx context.Context, userID int64) (map[string]error, error) {
	exams, err := view(ctx, e.core, func(tx *store.Tx) ([]model.Exam, error) { return e.examsAtServices(ctx, tx, userID) })
	if err != nil {
		return nil, err
	}
	out := map[string]error{}
	for _, exam := range exams {
		if asked, err := e.askToForget(ctx, exam, userID); asked {
			out[exam.Backend.Raw()] = err
		}
	}
	return out, nil
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
