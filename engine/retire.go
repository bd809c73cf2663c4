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
// 5.2.0, views.UserRetirement). As in the original, each attempt then follows its
// review again. It is one transaction.
func (e *EdxProctoring) RetireLearner(ctx context.Context, userID int64) (plans []model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedRetireLearner, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if err := e.retireAllowances(ctx, tx, userID); err != nil {
			return nil, err
		}
		codes, err := tx.UserAttemptCodes(ctx, userID)
		if err != nil {
			return nil, err
		}
		retired := line{subject: model.Subject{Kind: model.SubjectLearner, ID: userID, UserID: userID}}
		for _, code := range codes {
			plan, err := e.retireReview(ctx, tx, code)
			if err != nil {
				return nil, err
			}
			plans = append(plans, plan)
			retired.effects = append(retired.effects, plan.Effects...)
		}
		return []line{retired}, nil
	})
	return plans, err
}

// retirement removes what is kept about a learner.
type retirement struct{ *core }

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

// retireReview empties the review of an attempt and makes the attempt follow it. The
// attempt may be gone by now, since an onboarding attempt that follows its review
// removes others.
func (e retirement) retireReview(ctx context.Context, tx *store.Tx, code string) (model.Plan, error) {
	review, err := tx.ReviewByCode(ctx, code)
	if err == nil && review != nil {
		err = tx.ArchiveReview(ctx, review.ID, e.now())
	}
	if err == nil {
		err = tx.EmptyReview(ctx, code, e.now())
	}
	if err != nil || review == nil {
		return model.Plan{}, err
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

// RetireAtServices asks the proctoring services at which a learner had proctored
// attempts to forget them (edx-proctoring 5.2.0, views.BackendUserManagementAPI). It
// returns the result for each service by its name; nil is success. As in the
// original, a service that cannot delete learners is left out.
func (e *EdxProctoring) RetireAtServices(ctx context.Context, userID int64) (map[string]error, error) {
	var exams []model.Exam // one for each service, in the order of the attempts
	err := e.store.View(ctx, func(tx *store.Tx) error {
		ids, err := tx.UserAttemptIDs(ctx, userID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			row, err := tx.AttemptRow(ctx, id)
			if err != nil {
				return err
			}
			if row.Attempt.TakingAsProctored {
				if !slices.ContainsFunc(exams, func(x model.Exam) bool { return x.Backend == row.Exam.Backend }) {
					exams = append(exams, row.Exam)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := map[string]error{}
	for _, exam := range exams {
		name := exam.Backend.Raw()
		if s := e.service(e.cfg.Backends.Lookup(name).Name); s != nil {
			id, err := e.learnerIDs(ctx, exam.BackendOrNil())
			if err == nil {
				err = s.RetireUser(ctx, id(userID))
			}
			if !errors.Is(err, model.ErrKeepsNoLearners) {
				out[name] = err
			}
		}
	}
	return out, nil
}
