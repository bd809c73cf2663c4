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
		on(wire.Me, me),
		on(wire.Everyone, func(ctx context.Context, s model.StateStore, p wire.EveryoneParams) ([]model.Person, error) {
			return s.Everyone(ctx, p.Search, p.Limit)
		}),
		on(wire.PlanPerson, func(ctx context.Context, s model.StateStore, p wire.PersonChangeParams) (model.PersonPlan, error) {
			return s.PlanPerson(ctx, p.Change)
		}),
		on(wire.ChangePerson, func(ctx context.Context, s model.StateStore, p wire.PersonChangeParams) (model.PersonPlan, error) {
			return s.ChangePerson(ctx, p.Change)
		}),
		on(wire.Applications, func(ctx context.Context, s model.StateStore, _ wire.None) ([]model.Application, error) {
			return s.Applications(ctx)
		}),
		on(wire.AddApplication, func(ctx context.Context, s model.StateStore, p wire.ApplicationParams) (model.Application, error) {
			return s.AddApplication(ctx, p.Application)
		}),
		on(wire.RevokeApplication, func(ctx context.Context, s model.StateStore, p wire.RevokeParams) (model.Application, error) {
			return s.RevokeApplication(ctx, p.Name)
		}),
	}
}

// me is who asks, as the list of users has them.
func me(ctx context.Context, s model.StateStore, _ wire.None) (model.Person, error) {
	caps, err := s.Capabilities(ctx)
	if err != nil {
		return model.Person{}, err
	}
	who := model.Person{Reviewer: caps.Reviewer}
	found, err := s.Everyone(ctx, who.Username.Raw(), 0)
	for _, p := range found {
		if p.ID == who.ID {
			who.Email, who.Roles = p.Email, p.Roles
		}
	}
	return who, err
}
