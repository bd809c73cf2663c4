package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// decisions plans and writes people's decisions.
type decisions struct{ *core }

// situation loads what the rules need and adds the engine's settings.
func (e decisions) situation(ctx context.Context, tx *store.Tx, attemptID int64) (model.ReviewSituation, error) {
	s, err := tx.ReviewSituation(ctx, attemptID)
	if err != nil {
		return s, err
	}
	s.Backends, s.Rules, s.OverridesGrades = e.cfg.Backends, e.cfg.Rules, e.cfg.OverridesGrades
	return s, nil
}
