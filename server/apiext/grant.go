package apiext

import (
	"context"

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
