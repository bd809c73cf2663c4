package engine

import (
	"context"

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

// followRetired makes an attempt follow its emptied review. The attempt may be gone by
// now, since an onboarding attempt that follows its review removes others.
func (e *EdxProctoring) followRetired(ctx context.Context, tx *store.Tx, code string, review *model.Review) (model.Plan, error) {
	if review == nil {
		return model.Plan{}, nil
	}
	at, err := locate(ctx, tx, code)
	if err != nil {
		return model.Plan{}, err
	}
	if !at.archived {
		return e.followNow(ctx, tx, at.attempt.ID)
	}
	return model.Plan{Effects: []model.Effect{model.ReviewReceivedEvent(at.exam, at.attempt, review.Status)}}, nil
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
