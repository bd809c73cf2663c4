package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func deciding() []handler {
	return []handler{
		on(wire.Decide, func(ctx context.Context, s model.StateStore, p wire.DecideParams) (model.Decided, error) {
			if err := sameID("attempt_id", p.AttemptID, &p.Decision.AttemptID); err != nil {
				return model.Decided{}, err
			}
			return s.Decide(ctx, p.Decision)
		}),
	}
}

// sameID completes a body with the id of the address, which it need not repeat.
func sameID(name string, path int64, body *int64) error {
	if *body != 0 && *body != path {
		return model.Errorf(model.CodeInvalid, "The address names %d and the body's %s %d; leave it out of the body.", path, name, *body)
	}
	*body = path
	return nil
}
