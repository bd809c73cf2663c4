package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// RemoveAttempt removes an attempt (edx-proctoring 6.1.4, api.remove_exam_attempt);
// its history and its review stay. by is the person who asked for it; nil for no one
// in particular. Under the rules since 6.1.0 the proctoring service is asked first;
// if it cannot be asked or does not confirm, the error is [model.CodeUnavailable] and
// the attempt stays.
func (e *EdxProctoring) RemoveAttempt(ctx context.Context, id int64, by *model.Learner) (plan model.Plan, err error) {
	asked, err := e.askRemovals(ctx, []int64{id})
	if err != nil {
		return plan, err
	}
	err = e.do(ctx, e.caller(), model.DeedRemove, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		l, err := e.removeIn(ctx, tx, id, by, asked, &plan)
		return []line{l}, err
	})
	return plan, err
}

// RemoveAttemptAnyway is [EdxProctoring.RemoveAttempt] for callers that must not wait
// for a service (edx-proctoring 6.1.4, api.remove_exam_attempt with
// require_backend_removal=False): the attempt is removed whatever its service
// answers, and the outbox asks a service that failed again.
func (e *EdxProctoring) RemoveAttemptAnyway(ctx context.Context, id int64, by *model.Learner) (plan model.Plan, err error) {
	row, err := view(ctx, e, func(tx *store.Tx) (model.AttemptRow, error) { return tx.AttemptRow(ctx, id) })
	if err != nil {
		return plan, err
	}
	asked := confirmed{}
	if e.cfg.Rules.RemovalAsksFirst {
		if done, err := e.askRemoval(ctx, row); done && err == nil {
			asked[id] = true
		}
	}
	err = e.do(ctx, e.caller(), model.DeedRemove, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		l, err := e.removeIn(ctx, tx, id, by, asked, &plan)
		return []line{l}, err
	})
	return plan, err
}

// RemoveAttempts removes all of a learner's attempts at an exam (edx-proctoring
// 6.1.4, views.StudentProctoredExamResetAttempts), all or none; [model.CodeNotFound]
// if there is none, otherwise as [EdxProctoring.RemoveAttempt].
func (e *EdxProctoring) RemoveAttempts(ctx context.Context, examID, userID int64, by *model.Learner) (plans []model.Plan, err error) {
	ids, err := view(ctx, e, func(tx *store.Tx) ([]int64, error) { return tx.AttemptIDs(ctx, examID, userID) })
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, model.Errorf(model.CodeNotFound, "The learner has no attempt at exam %d.", examID)
	}
	asked, err := e.askRemovals(ctx, ids)
	if err != nil {
		return nil, err
	}
	err = e.do(ctx, e.caller(), model.DeedRemove, e.ofExam(examID), func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		for _, id := range ids {
			var plan model.Plan
			l, err := e.removeIn(ctx, tx, id, by, asked, &plan)
			if err != nil {
				return nil, err
			}
			lines, plans = append(lines, l), append(plans, plan)
		}
		return lines, nil
	})
	return plans, err
}

// removals removes attempts.
type removals struct{ *core }

// removeIn removes an attempt; asked has those that their service has already
// deleted.
func (e removals) removeIn(ctx context.Context, tx *store.Tx, id int64, by *model.Learner, asked confirmed, plan *model.Plan) (line, error) {
	row, err := tx.AttemptRow(ctx, id)
	if err != nil {
		return line{}, err
	}
	*plan = model.Remove(e.removal(row, by))
	if err := asked.mark(ctx, tx, plan); err != nil {
		return line{}, err
	}
	return planLine(row.Attempt, *plan), statuses(e).save(ctx, tx, plan, e.now())
}

// removal plans the removal of an attempt by the rules in force.
func (e removals) removal(row model.AttemptRow, by *model.Learner) model.Removal {
	return model.Removal{AttemptRow: row, By: by, Rules: e.cfg.Rules.Rules}
}

// confirmed has the ids of attempts that their proctoring service deleted before they
// are removed here.
type confirmed map[int64]bool

// mark notes in a plan what the services have already done and need not be told
// again.
func (c confirmed) mark(ctx context.Context, tx *store.Tx, plan *model.Plan) error {
	for id := range c {
		if !plan.Confirm(id) {
			continue
		}
		if err := tx.ForgetServiceMessages(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// askRemovals asks the proctoring services to delete attempts that are about to be
// removed, if the rules require it first. If a service fails or does not confirm,
// that is an error, and nothing is removed. An attempt that a service no longer has
// counts as deleted, so that a later try succeeds.
func (e removals) askRemovals(ctx context.Context, ids []int64) (confirmed, error) {
	asked := confirmed{}
	if !e.cfg.Rules.RemovalAsksFirst {
		return asked, nil
	}
	for _, id := range ids {
		row, err := view(ctx, e, func(tx *store.Tx) (model.AttemptRow, error) { return tx.AttemptRow(ctx, id) })
		if err != nil {
			return nil, err
		}
		done, err := e.askRemoval(ctx, row)
		if err != nil {
			return nil, model.Wrap(err, model.CodeUnavailable,
				"The proctoring service %s did not confirm that it removed the session of attempt %d, so the attempt stays. Try again in a few minutes.",
				e.cfg.Backends.Lookup(row.Exam.Backend.Raw()).Name, id)
		}
		if done {
			asked[id] = true
		}
	}
	return asked, nil
}

// askRemoval asks an attempt's service to delete it, if the attempt has one that is
// told directly.
func (e removals) askRemoval(ctx context.Context, row model.AttemptRow) (bool, error) {
	if !e.removal(row, nil).AsksToRemove() {
		return false, nil
	}
	s := e.service(e.cfg.Backends.Resolve(row.Exam).Name)
	if s == nil {
		return false, nil
	}
	return true, s.RemoveAttempt(ctx, row.Exam.ExternalID.Raw(), row.Attempt.ExternalID.Raw())
}
