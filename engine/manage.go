package engine

import (
	"context"
	"slices"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// item carries out the change to one attempt, or works out what it would do.
type item func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error)

// follows makes attempts follow their reviews.
type follows struct{ *core }

// run carries out the items in order. It fails only if the store does or the context
// ends; what is done by then stays done.
func (e follows) run(ctx context.Context, by caller, deed model.Deed, ids []int64, b model.Bulk, plan, do item) ([]model.ItemResult, error) {
	var out []model.ItemResult
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return out, model.Wrap(err, model.CodeUnavailable, "Stopped after %d of %d attempts.", len(out), len(ids))
		}
		r := model.ItemResult{ID: id}
		if b.DryRun {
			r.Err = e.ask(ctx, by, deed, targets(e).ofAttempt(id), func(tx *store.Tx, _ model.Actor) (err error) {
				r.Plan, err = plan(ctx, tx, id)
				return err
			})
		} else {
			r.Err = e.do(ctx, by, deed, targets(e).ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
				row, err := tx.AttemptRow(ctx, id)
				if err == nil {
					r.Plan, err = do(ctx, tx, id)
				}
				return []line{planLine(row.Attempt, r.Plan)}, err
			})
		}
		out = append(out, r)
		if b.Each != nil {
			b.Each(r)
		}
	}
	return out, nil
}

// SetStatuses moves attempts to a status (edx-proctoring 5.2.0, management command
// set_attempt_status). [model.CodeInvalid] for an unknown status.
func (e *EdxProctoring) SetStatuses(ctx context.Context, ids []int64, to model.AttemptStatus, b model.Bulk) ([]model.ItemResult, error) {
	if !to.IsKnown() {
		return nil, model.NotOneOf("status", string(to), model.KnownStatuses())
	}
	return e.run(ctx, e.caller(), model.DeedSetStatus, ids, b,
		func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
			return e.planStatus(ctx, tx, id, to, model.TransitionOptions{}, e.now())
		},
		func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
			return e.setStatus(ctx, tx, id, to, model.TransitionOptions{}, e.now())
		})
}

// UpdateExamAttempts gives every attempt at an exam its status again, so that credit
// and grades follow again (edx-proctoring 5.2.0, management command
// update_attempts_for_exam). [model.CodeNotFound] for an unknown exam.
func (e *EdxProctoring) UpdateExamAttempts(ctx context.Context, examID int64, b model.Bulk) ([]model.ItemResult, error) {
	var ids []int64
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		if _, err = tx.Exam(ctx, examID); err == nil {
			ids, err = tx.ExamAttemptIDs(ctx, examID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	again := func(change func(context.Context, *store.Tx, int64, model.AttemptStatus, model.TransitionOptions, time.Time) (model.Plan, error)) item {
		return func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
			row, err := tx.AttemptRow(ctx, id)
			if err != nil {
				return model.Plan{}, err
			}
			return change(ctx, tx, id, row.Attempt.Status, model.TransitionOptions{}, e.now())
		}
	}
	return e.run(ctx, e.caller(), model.DeedSetStatus, ids, b, again(e.planStatus), again(e.setStatus))
}

// DeleteAttempts deletes the rows of attempts and leaves answers, grades and credit
// alone (edx-proctoring 5.2.0, management command reset_attempts): for attempts that
// no one has worked on. [EdxProctoring.RemoveAttempt] undoes answers, grades and
// credit as well. Each id counts once, and the highest goes first, since Django
// deletes the rows of a query and writes their history in that order.
func (e *EdxProctoring) DeleteAttempts(ctx context.Context, ids []int64, b model.Bulk) ([]model.ItemResult, error) {
	plan := func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
		row, err := tx.AttemptRow(ctx, id)
		return model.Delete(e.removal(row, nil)), err
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	return e.run(ctx, e.caller(), model.DeedRemove, ids, b, plan, func(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
		p, err := plan(ctx, tx, id)
		if err != nil {
			return p, err
		}
		return p, e.save(ctx, tx, &p, e.now())
	})
}

// SyncFromReviews saves the reviews again that were modified within a period (both
// ends included, UTC), so that each attempt follows its review (edx-proctoring 5.2.0,
// management command update_attempt_status_from_review). It does not touch a review
// whose attempt was removed.
func (e *EdxProctoring) SyncFromReviews(ctx context.Context, from, to time.Time, b model.Bulk) ([]model.ItemResult, error) {
	return e.syncFromReviews(ctx, e.caller(), from, to, b)
}

// SyncFromReviews runs edx-proctoring's command for a person; see
// [EdxProctoring.SyncFromReviews].
func (e *Guarded) SyncFromReviews(ctx context.Context, from, to time.Time, b model.Bulk) ([]model.ItemResult, error) {
	return e.syncFromReviews(ctx, e.caller(), from, to, b)
}

func (e follows) syncFromReviews(ctx context.Context, by caller, from, to time.Time, b model.Bulk) ([]model.ItemResult, error) {
	if to.Before(from) {
		return nil, model.Errorf(model.CodeInvalid, "The period ends before it begins; swap the two times.")
	}
	var ids []int64
	err := e.ask(ctx, by, model.DeedSyncReviews, nil, func(tx *store.Tx, _ model.Actor) (err error) {
		ids, err = tx.ReviewedAttemptIDs(ctx, from, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.run(ctx, by, model.DeedSyncReviews, ids, b, e.planFollow, e.follow)
}

// planFollow works out what an attempt's review leads to.
func (e follows) planFollow(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
	s, err := decisions(e).situation(ctx, tx, id)
	if err != nil {
		return model.Plan{}, err
	}
	if s.Review == nil {
		return model.Plan{}, model.Errorf(model.CodeNotFound, "Attempt %d has no review.", id)
	}
	s.Now = e.now()
	plan, err := model.Follow(s.Situation, s.Review.Status, s.Review.ReviewedBy, false)
	return plan.Plan, err
}

// follow saves an attempt's review unchanged and makes the attempt follow it.
func (e follows) follow(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
	row, err := tx.AttemptRow(ctx, id)
	if err != nil {
		return model.Plan{}, err
	}
	if row.Review != nil {
		if err := tx.TouchReview(ctx, row.Review.ID, e.now()); err != nil {
			return model.Plan{}, err
		}
	}
	return e.followNow(ctx, tx, id)
}

// followNow makes an attempt follow its review, which has been saved.
func (e follows) followNow(ctx context.Context, tx *store.Tx, id int64) (model.Plan, error) {
	plan, err := e.planFollow(ctx, tx, id)
	if err != nil {
		return plan, err
	}
	return plan, statuses(e).save(ctx, tx, &plan, e.now())
}
