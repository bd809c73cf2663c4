package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func learners() []handler {
	return []handler{
		on(wire.FindLearners, func(ctx context.Context, s model.StateStore, p wire.SearchParams) ([]model.Learner, error) {
			return s.FindLearners(ctx, model.LearnerQuery{Text: p.Search, Limit: p.Limit, Course: p.Course})
		}),
		on(wire.LearnersNamed, func(ctx context.Context, s model.StateStore, p wire.NamedParams) ([]model.Learner, error) {
			return s.LearnersNamed(ctx, p.Name, p.ID)
		}),
		on(wire.ReadLearner, func(ctx context.Context, s model.StateStore, p wire.LearnerParams) (model.LearnerCard, error) {
			return s.ReadLearner(ctx, p.UserID)
		}),
	}
}
