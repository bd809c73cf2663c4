package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// planResume works out what resuming an attempt gives the learner, and refuses if
// that is nothing.
func (e resets) planResume(ctx context.Context, tx *store.Tx, row model.AttemptRow) (model.Resumption, error) {
	f, err := standings(e).attemptFacts(ctx, tx, row)
	if err != nil {
		return model.Resumption{}, err
	}
	return model.PlanResume(f)
}
