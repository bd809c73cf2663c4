package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func rights() []handler {
	return []handler{
		on(wire.Can, func(ctx context.Context, s model.StateStore, p wire.CanParams) (model.Answer, error) {
			if !p.Deed.IsKnown() {
				return model.Answer{}, model.Errorf(model.CodeInvalid, "%q is not a deed.", string(p.Deed))
			}
			return s.Can(ctx, p.Deed, p.Subjects...)
		}),
	}
}
