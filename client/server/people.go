package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type people struct{ at *conn }

// Person implements [model.PeopleReader].
func (s people) Person(ctx context.Context, username string) (model.Reviewer, error) {
	return ask(ctx, s.at, wire.Person, wire.PersonParams{Username: username})
}

// Reviewers implements [model.PeopleReader].
func (s people) Reviewers(ctx context.Context) ([]model.Reviewer, error) {
	return ask(ctx, s.at, wire.Reviewers, wire.None{})
}

// Everyone implements [model.PeopleKeeper].
func (s people) Everyone(ctx context.Context, search string, limit int) ([]model.Person, error) {
	return ask(ctx, s.at, wire.Everyone, wire.EveryoneParams{Search: search, Limit: limit})
}

// PlanPerson implements [model.PeopleKeeper].
func (s people) PlanPerson(ctx context.Context, c model.PersonChange) (model.PersonPlan, error) {
	return ask(ctx, s.at, wire.PlanPerson, wire.PersonChangeParams{Change: c})
}

// ChangePerson implements [model.PeopleKeeper].
func (s people) ChangePerson(ctx context.Context, c model.PersonChange) (model.PersonPlan, error) {
	return ask(ctx, s.at, wire.ChangePerson, wire.PersonChangeParams{Change: c})
}

// Applications implements [model.ApplicationKeeper].
func (s people) Applications(ctx context.Context) ([]model.Application, error) {
	return ask(ctx, s.at, wire.Applications, wire.None{})
}

// AddApplication implements [model.ApplicationKeeper].
func (s people) AddApplication(ctx context.Context, n model.NewApplication) (model.Application, error) {
	return ask(ctx, s.at, wire.AddApplication, wire.ApplicationParams{Application: n})
}

// RevokeApplication implements [model.ApplicationKeeper].
func (s people) RevokeApplication(ctx context.Context, name string) (model.Application, error) {
	return ask(ctx, s.at, wire.RevokeApplication, wire.RevokeParams{Name: name})
}

// Me is who asks, as the server knows them.
func (s people) Me(ctx context.Context) (model.Person, error) {
	return ask(ctx, s.at, wire.Me, wire.None{})
}
