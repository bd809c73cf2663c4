package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type learners struct{ at *conn }

// FindLearners implements [model.LearnerFinder].
func (s learners) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	return ask(ctx, s.at, wire.FindLearners, wire.SearchParams{Search: q.Text, Limit: q.Limit, Course: q.Course})
}

// LearnersNamed implements [model.LearnerNamer].
func (s learners) LearnersNamed(ctx context.Context, name string, id int64) ([]model.Learner, error) {
	return ask(ctx, s.at, wire.LearnersNamed, wire.NamedParams{Name: name, ID: id})
}

// ReadLearner implements [model.LearnerReader].
func (s learners) ReadLearner(ctx context.Context, id int64) (model.LearnerCard, error) {
	return ask(ctx, s.at, wire.ReadLearner, wire.LearnerParams{UserID: id})
}
