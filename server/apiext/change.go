package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func changing() []handler {
	return []handler{
		on(wire.PreviewDecision, func(ctx context.Context, s model.StateStore, p wire.RequestParams) (model.Preview, error) {
			if err := sameID("attempt_id", p.AttemptID, &p.Request.AttemptID); err != nil {
				return model.Preview{}, err
			}
			return s.PreviewDecision(ctx, p.Request)
		}),
		on(wire.PreviewChange, func(ctx context.Context, s model.StateStore, p wire.ChangeParams) (model.ChangePreview, error) {
			if err := sameID("attempt_id", p.AttemptID, &p.Change.AttemptID); err != nil {
				return model.ChangePreview{}, err
			}
			return s.PreviewChange(ctx, p.Change)
		}),
		on(wire.ChangeAttempt, func(ctx context.Context, s model.StateStore, p wire.ChangeParams) (model.Changed, error) {
			if err := sameID("attempt_id", p.AttemptID, &p.Change.AttemptID); err != nil {
				return model.Changed{}, err
			}
			return s.ChangeAttempt(ctx, p.Change)
		}),
	}
}
