package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func (a *API) following() []handler {
	return []handler{
		on(wire.Edition, func(ctx context.Context, _ model.StateStore, _ wire.None) (string, error) { return a.hub.present(ctx) }),
		a.changes(),
		a.attend(),
		on(wire.ReadRows, func(ctx context.Context, s model.StateStore, p wire.RowsParams) ([]model.AttemptRow, error) {
			if len(p.IDs) > maxPage {
				return nil, model.Errorf(model.CodeInvalid, "%d ids are too many at once; ask for at most %d.", len(p.IDs), maxPage)
			}
			return s.ReadRows(ctx, p.IDs)
		}),
		on(wire.ReadFilter, func(ctx context.Context, s model.StateStore, p wire.FilterParams) (model.FilterReading, error) {
			filter, err := filterOf(p.Filter, p.Where)
			if err != nil {
				return model.FilterReading{}, err
			}
			return s.ReadFilter(ctx, filter)
		}),
	}
}
