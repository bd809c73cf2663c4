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
// transaction and answers once: the progress is none, and then all.
func (s granting) ApplyAllowances(ctx context.Context, p model.AllowancePlan, each func(done, total int)) (model.AllowancesApplied, error) {
	out, err := ask(ctx, s.at, wire.ApplyAllowances, wire.PlanParams{Plan: p})
	if n := p.Counts().Writes(); err == nil && each != nil && n > 0 {
		each(n, n)
	}
	return out, err
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
