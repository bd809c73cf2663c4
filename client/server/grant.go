package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type granting struct{ at *conn }

// ListAllowances implements [model.AllowanceKeeper].
func (s granting) ListAllowances(ctx context.Context, q model.AllowanceQuery) (model.AllowanceList, error) {
	return ask(ctx, s.at, wire.ListAllowances, wire.AllowancesOf(q))
}

// FindPair implements [model.AllowanceKeeper].
func (s granting) FindPair(ctx context.Context, w model.AllowanceWish) (model.Learner, model.Exam, error) {
	p, err := ask(ctx, s.at, wire.FindPair, wire.PairParams{Wish: w})
	return p.Learner, p.Exam, err
}

// PlanAllowances implements [model.AllowanceKeeper].
func (s granting) PlanAllowances(ctx context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	return ask(ctx, s.at, wire.PlanAllowances, wire.GrantParams{Request: r})
}

// ApplyAllowances implements [model.AllowanceKeeper]. The server does all of it in one
// transaction and tells meanwhile how far it is.
func (s granting) ApplyAllowances(ctx context.Context, p model.AllowancePlan, each func(done, total int)) (out model.AllowancesApplied, err error) {
	told, ended := 0, false
	for a, err := range walk(ctx, s.at, wire.FollowAllowances, wire.PlanParams{Plan: p}) {
		switch {
		case err != nil:
			return model.AllowancesApplied{}, err
		case a.Result != nil:
			out.Results = append(out.Results, *a.Result)
		case a.Batch != nil:
			out.Batch, out.NoUndo, ended = a.Batch.ID, a.Batch.NoUndo, true
		}
		if a.Done > told { // the last news may be repeated
			if told = a.Done; each != nil {
				each(a.Done, a.Total)
			}
		}
	}
	if !ended {
		return model.AllowancesApplied{}, s.at.garbled(nil)
	}
	return out, nil
}

// PlanUndo implements [model.AllowanceKeeper].
func (s granting) PlanUndo(ctx context.Context, batch int64) (model.AllowancePlan, error) {
	return ask(ctx, s.at, wire.PlanUndo, wire.BatchParams{Batch: batch})
}

// AllowanceBatches implements [model.AllowanceKeeper].
func (s granting) AllowanceBatches(ctx context.Context, limit int) ([]model.AllowanceBatch, error) {
	return ask(ctx, s.at, wire.AllowanceBatches, wire.LimitParams{Limit: limit})
}

// AllowanceHistory implements [model.AllowanceKeeper].
func (s granting) AllowanceHistory(ctx context.Context, userID, examID int64) ([]model.AllowanceChange, error) {
	return ask(ctx, s.at, wire.AllowanceHistory, wire.AllowanceHistoryParams{UserID: userID, ExamID: examID})
}
