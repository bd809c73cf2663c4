package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type deciding struct{ at *conn }

// Decide implements [model.Decider].
func (s deciding) Decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	return ask(ctx, s.at, wire.Decide, wire.DecideParams{AttemptID: d.AttemptID, Decision: d})
}

// PreviewDecision implements [model.Previewer].
func (s deciding) PreviewDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, error) {
	return ask(ctx, s.at, wire.PreviewDecision, wire.RequestParams{AttemptID: r.AttemptID, Request: r})
}

// PreviewChange implements [model.AttemptChanger].
func (s deciding) PreviewChange(ctx context.Context, r model.ChangeRequest) (model.ChangePreview, error) {
	return ask(ctx, s.at, wire.PreviewChange, wire.ChangeParams{AttemptID: r.AttemptID, Change: r})
}

// ChangeAttempt implements [model.AttemptChanger].
func (s deciding) ChangeAttempt(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	return ask(ctx, s.at, wire.ChangeAttempt, wire.ChangeParams{AttemptID: r.AttemptID, Change: r})
}
