package apiext

import (
	"context"
	"iter"
	"time"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/wire"
)

func granting() []handler {
	return []handler{
		on(wire.ListAllowances, func(ctx context.Context, s model.StateStore, p wire.AllowancesParams) (model.AllowanceList, error) {
			return s.ListAllowances(ctx, p.Query())
		}),
		on(wire.FindPair, func(ctx context.Context, s model.StateStore, p wire.PairParams) (pair wire.Pair, err error) {
			pair.Learner, pair.Exam, err = s.FindPair(ctx, p.Wish)
			return pair, err
		}),
		on(wire.PlanAllowances, func(ctx context.Context, s model.StateStore, p wire.GrantParams) (model.AllowancePlan, error) {
			return s.PlanAllowances(ctx, p.Request)
		}),
		on(wire.ApplyAllowances, func(ctx context.Context, s model.StateStore, p wire.PlanParams) (model.AllowancesApplied, error) {
			return s.ApplyAllowances(ctx, p.Plan, nil)
		}),
		steps(wire.FollowAllowances, func(ctx context.Context, s model.StateStore, p wire.PlanParams) iter.Seq2[wire.Applying, error] {
			return applying(ctx, s, p.Plan)
		}, func(a wire.Applying) bool { return a.Result == nil }),
		on(wire.PlanUndo, func(ctx context.Context, s model.StateStore, p wire.BatchParams) (model.AllowancePlan, error) {
			return s.PlanUndo(ctx, p.Batch)
		}),
		on(wire.AllowanceBatches, func(ctx context.Context, s model.StateStore, p wire.LimitParams) ([]model.AllowanceBatch, error) {
			return s.AllowanceBatches(ctx, p.Limit)
		}),
		on(wire.AllowanceHistory, func(ctx context.Context, s model.StateStore, p wire.AllowanceHistoryParams) ([]model.AllowanceChange, error) {
			return s.AllowanceHistory(ctx, p.UserID, p.ExamID)
		}),
	}
}

const (
	// applyingPause is after how long without news the last is repeated, so that nobody
	// takes the silence for a lost connection.
	applyingPause = 15 * time.Second
	// applyingNews is how much progress waits to be sent; more of it is left out.
	applyingNews = 1024
)

// applying applies a plan and tells how far it is. The store is written to by a goroutine of
// its own, so that whoever reads slowly keeps no transaction open.
func applying(ctx context.Context, s model.AllowanceKeeper, plan model.AllowancePlan) iter.Seq2[wire.Applying, error] {
	return func(yield func(wire.Applying, error) bool) {
		news := make(chan wire.Applying, applyingNews)
		ended := guard.Start("applying allowances", func() (model.AllowancesApplied, error) {
			defer close(news)
			return s.ApplyAllowances(ctx, plan, func(done, total int) {
				select {
				case news <- wire.Applying{Done: done, Total: total}:
				default:
				}
			})
		})
		last, heard := tell(news, yield)
		a := <-ended // also where nobody hears it: what was begun is finished or undone first
		switch {
		case !heard:
		case a.Err != nil:
			yield(wire.Applying{}, a.Err)
		default:
			applied(a.Value, last, yield)
		}
	}
}

// tell yields progress until the work is done. It returns the latest progress and whether
// anybody is still listening.
func tell(news <-chan wire.Applying, yield func(wire.Applying, error) bool) (last wire.Applying, heard bool) {
	heard = true
	quiet := time.NewTicker(applyingPause)
	defer quiet.Stop()
	for {
		select {
		case now, more := <-news:
			if !more {
				return last, heard
			}
			last = now
		case <-quiet.C:
		}
		heard = heard && yield(last, nil)
	}
}

// applied yields what became of each line, and last the batch.
func applied(done model.AllowancesApplied, last wire.Applying, yield func(wire.Applying, error) bool) {
	for _, r := range done.Results {
		line := last
		line.Result = &r
		if !yield(line, nil) {
			return
		}
	}
	last.Batch = &wire.AppliedBatch{ID: done.Batch, NoUndo: done.NoUndo}
	yield(last, nil)
}
