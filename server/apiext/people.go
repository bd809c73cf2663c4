package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func people() []handler {
	return []handler{
		on(wire.Person, func(ctx context.Context, s model.StateStore, p wire.PersonParams) (model.Reviewer, error) {
			return s.Person(ctx, p.Username)
		}),
		on(wire.Reviewers, func(ctx context.Context, s model.StateStore, _ wire.None) ([]model.Reviewer, error) {
			return s.Reviewers(ctx)
		}),
	}
}
