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
