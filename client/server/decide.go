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
